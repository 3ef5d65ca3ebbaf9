package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConnectionTest {
    @Test
    void asksAServerForNothingLessThanMajorityAndJournal() {
        MongoClientSettings settings = ServerConnection.server("mongodb://db.example/?replicaSet=rs0");

        assertThat(settings.getWriteConcern()).isEqualTo(WriteConcern.MAJORITY.withJournal(true));
        assertThat(settings.getReadConcern()).isEqualTo(ReadConcern.MAJORITY);
        assertThat(settings.getReadPreference()).isEqualTo(ReadPreference.primary());
        assertThat(settings.getRetryWrites()).isTrue();
        assertThat(settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.SECONDS))
                .isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "w=1",
                "w=0",
                "w=2",
                "journal=false",
                "readPreference=secondaryPreferred",
                "readConcernLevel=local",
                "retryWrites=false",
                "tls=true&tlsInsecure=true"
            })
    void refusesAUriThatWeakensTheStore(String option) {
        assertThatThrownBy(() -> ServerConnection.server("mongodb://db.example/?" + option))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("MONGODB_URI weakens the store with");
    }

    @ParameterizedTest
    @ValueSource(strings = {"w=majority", "journal=true", "readPreference=primary", "readConcernLevel=majority"})
    void acceptsAUriThatRepeatsWhatHoldsAnyway(String option) {
        assertThat(ServerConnection.server("mongodb://db.example/?" + option).getWriteConcern())
                .isEqualTo(WriteConcern.MAJORITY.withJournal(true));
    }

    @Test
    void neverRepeatsAUriThatItCannotRead() {
        assertThatThrownBy(() -> ServerConnection.server("mongodb://me:pass/word@db.example"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("percent-encode")
                .hasNoCause()
                .hasMessageNotContaining("word@");
    }
}

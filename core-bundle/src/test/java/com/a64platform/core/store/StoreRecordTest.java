package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreRecordTest {
    @TempDir
    Path data;

    private final StoreRecord embedded =
            new StoreRecord(StoreRecord.Kind.EMBEDDED, UUID.randomUUID().toString());

    @Test
    void readsWhatItWrote() {
        assertThat(StoreRecord.read(data)).isEmpty();

        embedded.write(data);

        assertThat(StoreRecord.read(data)).contains(embedded);
    }

    @Test
    void refusesTheOtherKindOfStore() {
        assertThatThrownBy(() -> embedded.requireKind(StoreRecord.Kind.SERVER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MONGODB_URI is set");
    }

    @Test
    void refusesAStoreWithAnotherMarkOrNone() {
        embedded.requireMark(Optional.of(embedded.id()));

        assertThatThrownBy(() -> embedded.requireMark(Optional.empty())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> embedded.requireMark(Optional.of("another")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesADamagedRecord() throws Exception {
        Files.writeString(data.resolve("store.txt"), "EMBED");

        assertThatThrownBy(() -> StoreRecord.read(data))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is damaged");
    }
}

package com.a64platform.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.spi.EmbeddedStoreEngine.Running;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoSecurityException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import de.bwaldvogel.mongo.backend.KeyValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bson.Document;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedEngineTest {
    @TempDir
    Path home;

    @Test
    void keepsDocumentsOverARestart() {
        try (Running engine = open();
                MongoClient client = MongoClients.create(engine.uri())) {
            var farms = client.getDatabase("acme").getCollection("farms");
            farms.insertOne(new Document("_id", "one").append("size", 3));
            farms.updateOne(Filters.eq("one"), Updates.inc("size", 4));
        }
        try (Running engine = open();
                MongoClient client = MongoClients.create(engine.uri())) {
            assertThat(client.getDatabase("acme").getCollection("farms").find().first())
                    .isEqualTo(new Document("_id", "one").append("size", 7));
            assertThat(client.listDatabaseNames()).containsExactly("acme");
        }
    }

    @Test
    void isReadableByItsOwnerOnly() throws Exception {
        open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                .isEqualTo("rwx------");
    }

    @Test
    void refusesASecondOpenOfTheSameFolder() {
        try (Running engine = open()) {
            assertThat(engine.uri()).startsWith("mongodb://");
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void refusesADamagedFile() throws Exception {
        open().close();
        Files.write(directory().resolve("store.mv"), new byte[40_000]);

        assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("is damaged");
    }

    @Test
    void servesNobodyWithoutTheCredentialOfThisStart() {
        try (Running engine = open()) {
            String anonymous = engine.uri().replaceAll("//.*@", "//").replace("authMechanism=PLAIN&", "");
            try (MongoClient client = MongoClients.create(anonymous)) {
                assertThatThrownBy(() ->
                                client.getDatabase("acme").listCollectionNames().first())
                        .isInstanceOfSatisfying(
                                MongoCommandException.class,
                                refused -> assertThat(refused.getErrorCode()).isEqualTo(13));
            }
            try (MongoClient client = MongoClients.create(engine.uri().replaceAll(":[^:@]+@", ":guess@"))) {
                assertThatThrownBy(() ->
                                client.getDatabase("acme").listCollectionNames().first())
                        .isInstanceOf(MongoSecurityException.class)
                        .hasStackTraceContaining("18");
            }
        }
    }

    @Test
    void hasAnotherCredentialAtEachStart() {
        String first;
        try (Running engine = open()) {
            first = engine.uri();
        }
        try (Running engine = open()) {
            assertThat(engine.uri().replaceAll("@.*", "")).isNotEqualTo(first.replaceAll("@.*", ""));
        }
    }

    @Test
    void keepsFewOfThePagesThatItWrites() throws Exception {
        int changes = 1_200;
        open().close();
        MVStore store = EmbeddedEngine.openFile(directory().resolve("store.mv"));
        try (DataFile file = new DataFile(store)) {
            for (int change = 1; change <= changes; change++) {
                var document =
                        new de.bwaldvogel.mongo.bson.Document("change", change).append("text", "x".repeat(10_000));
                file.alone(() -> {
                    file.changed();
                    return file.documents("d/acme/farms").put(Key.of(new KeyValue("one")), document);
                });
            }

            assertThat(store.getCacheSizeUsed()).as("MB of pages").isLessThanOrEqualTo(4);
        }
    }

    private Running open() {
        return new EmbeddedEngine().open(directory());
    }

    private Path directory() {
        return home.resolve("store");
    }
}

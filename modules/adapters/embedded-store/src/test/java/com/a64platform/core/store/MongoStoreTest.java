package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.store.migration.DataVersion;
import com.mongodb.client.model.Updates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoStoreTest {
    @TempDir
    Path home;

    @Test
    void keepsItsDataAndItsChoiceOverARestart() {
        String id = UUID.randomUUID().toString();
        try (MongoStore store = TestStores.embedded(home)) {
            store.collection("things").insertOne(new Document("_id", id));
        }
        try (MongoStore store = TestStores.embedded(home)) {
            assertThat(store.collection("things").find().first()).containsEntry("_id", id);
        }
        assertThat(StoreRecord.read(home.resolve("data")))
                .hasValueSatisfying(record -> assertThat(record.kind()).isEqualTo(StoreRecord.Kind.EMBEDDED));
    }

    @Test
    void refusesAServerWhenTheDataIsInTheEmbeddedStore() {
        TestStores.embedded(home).close();

        assertThatThrownBy(() -> TestStores.server(home, "mongodb://127.0.0.1:1/?replicaSet=rs0", "a64"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MONGODB_URI is set");
    }

    @Test
    void refusesAStoreThatIsNotTheOneOfThisHome() throws Exception {
        TestStores.embedded(home).close();
        Files.move(home.resolve("data/store"), home.resolve("data/elsewhere"));

        assertThatThrownBy(() -> TestStores.embedded(home))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not the one that holds this home's data");
    }

    @Test
    void adoptsAStoreThatWasMarkedBeforeTheRecordWasWritten() throws Exception {
        try (MongoStore store = TestStores.embedded(home)) {
            store.collection("things").insertOne(new Document("_id", "one"));
        }
        Files.delete(home.resolve("data/store.txt"));

        try (MongoStore store = TestStores.embedded(home)) {
            assertThat(store.collection("things").countDocuments()).isEqualTo(1);
        }
    }

    @Test
    void takesAStoreWithoutAVersionForTheFirst() {
        try (MongoStore store = TestStores.embedded(home)) {
            store.platform().getCollection("data_version").drop();
        }
        try (MongoStore store = TestStores.embedded(home)) {
            assertThat(new DataVersion(store.platform(), "1.0.0").recorded()).isEqualTo(1);
            assertThat(store.platform().getCollection("data_version").countDocuments())
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesDataThatANewerPlatformHasWritten() {
        try (MongoStore store = TestStores.embedded(home)) {
            store.platform()
                    .getCollection("data_version")
                    .updateOne(
                            new Document(),
                            Updates.combine(Updates.set("version", 2), Updates.set("platform", "9.1.0")));
        }

        assertThatThrownBy(() -> TestStores.embedded(home))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The data is of version 2, written by platform 9.1.0; this is platform 1.0.0, which reads up to"
                                + " version 1: start the newer platform, or restore a backup that was made before the upgrade.");
    }

    @Test
    void neverTakesThePlatformsOrTheServersOwnDatabaseForATenants() {
        try (MongoStore store = TestStores.embedded(home)) {
            assertThatThrownBy(() -> store.tenant("a64")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.tenant("admin")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.tenant("../x")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

package com.a64platform.core.store.migration;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.store.Store;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** How data becomes newer, whatever engine is below. A tenant's database stands in for the platform's. */
public interface DataVersionContract {
    Store store();

    /** Ours beats every 200 ms. */
    MigrationLease.Times QUICK = new MigrationLease.Times(Duration.ofMillis(1200), Duration.ofMillis(10));

    /** A store of before, with one tenant. */
    private MongoDatabase old() {
        var database = store().tenant("v" + UUID.randomUUID().toString().substring(0, 8));
        database.getCollection("tenants").insertOne(new Document("_id", "t").append("database", "t-of-it"));
        return database;
    }

    private DataVersion version(MongoDatabase database, Migration... migrations) {
        return new DataVersion(database, "2.0.0", List.of(migrations), QUICK);
    }

    private void migrate(MongoDatabase database, Migration... migrations) {
        version(database, migrations).bringUpToDate(store()::tenant);
    }

    private static Migration noting(String name, Queue<String> ran) {
        return migration(
                (platform, tenants) -> ran.add(name + " " + tenants.get(0).getName()));
    }

    private static Migration migration(Run run) {
        return new Migration() {
            @Override
            public String what() {
                return "for a test";
            }

            @Override
            public void run(MongoDatabase platform, List<MongoDatabase> tenants) {
                run.run(platform, tenants);
            }
        };
    }

    /** A migration's work. */
    interface Run {
        void run(MongoDatabase platform, List<MongoDatabase> tenants);
    }

    @Test
    default void runsEachMigrationOnceAndInOrder() {
        var database = old();
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        Migration[] both = {noting("to 2", ran), noting("to 3", ran)};

        migrate(database, both);
        migrate(database, both);

        assertThat(ran).containsExactly("to 2 t-of-it", "to 3 t-of-it");
        assertThat(version(database, both).recorded()).isEqualTo(3);
        assertThat(database.getCollection("data_version").find().first())
                .containsEntry("platform", "2.0.0")
                .doesNotContainKeys("holder", "beat");
        database.drop();
    }

    @Test
    default void beginsANewStoreInThePresentForm() {
        var database = old();
        Queue<String> ran = new ConcurrentLinkedQueue<>();

        version(database, noting("to 2", ran)).begin();
        migrate(database, noting("to 2", ran));

        assertThat(ran).isEmpty();
        database.drop();
    }

    @Test
    default void beginsAgainWithTheOneThatWasCutOff() {
        var database = old();
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        var broken = migration((platform, tenants) -> {
            ran.add("half of 3");
            throw new IllegalStateException("cut off");
        });

        assertThatThrownBy(() -> migrate(database, noting("to 2", ran), broken)).hasMessage("cut off");
        assertThat(version(database).recorded()).isEqualTo(2);
        migrate(database, noting("to 2", ran), noting("to 3", ran));

        assertThat(ran).containsExactly("to 2 t-of-it", "half of 3", "to 3 t-of-it");
        database.drop();
    }

    @Test
    default void refusesWhatANewerOneHasWritten() {
        var database = old();
        migrate(database, noting("to 2", new ConcurrentLinkedQueue<>()));

        assertThatThrownBy(() -> migrate(database))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 2, written by platform 2.0.0")
                .hasMessageContaining("start the newer platform");
        database.drop();
    }

    @Test
    default void oneOfTwoMigratesAndTheOtherWaitsForIt() throws Exception {
        var database = old();
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        var slow = migration((platform, tenants) -> {
            ran.add("to 2");
            var versions = platform.getCollection("data_version");
            // for longer than the lease lasts without a beat
            await().until(() -> versions.find().first().getLong("beat") > 8);
        });
        Callable<Integer> node = () -> {
            migrate(database, slow);
            return version(database, slow).recorded();
        };
        var threads = Executors.newFixedThreadPool(2);

        for (var ended : threads.invokeAll(Arrays.asList(node, node))) {
            assertThat(ended.get()).isEqualTo(2);
        }

        assertThat(ran).containsExactly("to 2");
        threads.shutdown();
        database.drop();
    }

    @Test
    default void takesOverFromOneThatHasDied() {
        var database = old();
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        version(database).begin();
        database.getCollection("data_version")
                .updateOne(new Document(), combine(set("holder", "dead"), set("beat", 7L)));

        migrate(database, noting("to 2", ran));

        assertThat(ran).containsExactly("to 2 t-of-it");
        database.drop();
    }

    /** One that stood still for longer than the lease: what it writes down late does not count. */
    @Test
    default void writesNothingDownWhenAnotherHasTakenOver() {
        var database = old();
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        var overtaken = migration((platform, tenants) -> {
            ran.add("to 2");
            if (ran.size() == 1) {
                platform.getCollection("data_version")
                        .updateOne(new Document(), combine(set("holder", "another"), set("beat", 1L)));
            }
        });

        migrate(database, overtaken);

        assertThat(ran).as("once more, when the other has died, too").hasSize(2);
        assertThat(version(database, overtaken).recorded()).isEqualTo(2);
        database.drop();
    }
}

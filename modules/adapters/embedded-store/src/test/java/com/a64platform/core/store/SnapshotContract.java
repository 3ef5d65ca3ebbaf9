package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.dumps.Databases;
import com.mongodb.client.MongoCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

/** One moment of the whole store, whatever engine is below and however much is written. */
interface SnapshotContract {
    int WRITERS = 4;
    int SNAPSHOTS = 5;
    int MOST_SNAPSHOTS = 500;

    MongoStore store();

    /**
     * Each writer puts a number into the platform's database first, then into a tenant's. At every moment the tenant has no
     * number that the platform has not, and the platform at most one more for each writer. Reading one collection after the
     * other while they write finds more in the second.
     */
    @Test
    default void seesOneMomentOfTwoDatabasesWhileOthersWrite() throws Exception {
        var name = "m" + UUID.randomUUID().toString().substring(0, 8);
        MongoCollection<Document> first = store().platform().getCollection(name);
        MongoCollection<Document> second = store().tenant(name).getCollection("second");
        // what was there before: reading it takes a while
        second.insertOne(new Document("_id", "one"));
        first.insertMany(IntStream.range(0, 2_000)
                .mapToObj(number -> new Document("_id", "old-" + number).append("fill", "x".repeat(500)))
                .toList());
        var stop = new AtomicBoolean();
        var written = new AtomicIntegerArray(WRITERS);
        var threads = Executors.newFixedThreadPool(WRITERS);
        var running = IntStream.range(0, WRITERS)
                .mapToObj(writer -> threads.submit(() -> {
                    while (!stop.get()) {
                        var id = writer + "-" + written.getAndIncrement(writer);
                        first.insertOne(new Document("_id", id));
                        second.insertOne(new Document("_id", id));
                    }
                    return true;
                }))
                .toList();
        try {
            for (int looks = 0; looks < SNAPSHOTS || slowest(written) < SNAPSHOTS; looks++) {
                assertThat(looks).as("looks until each has written").isLessThan(MOST_SNAPSHOTS);
                look(name);
            }
        } finally {
            stop.set(true);
            threads.shutdown();
        }
        for (var writer : running) {
            assertThat(writer.get()).as("each wrote without a fault").isTrue();
        }
        first.drop();
        store().tenant(name).drop();
    }

    private void look(String name) throws IOException {
        Path scratch = Files.createTempDirectory("moment");
        try (var snapshot = store().snapshot(scratch)) {
            var databases = snapshot.databases();
            var first = ids(databases, databases.platform(), name);
            var second = ids(databases, name, "second");
            second.remove("one");
            assertThat(first).containsAll(second);
            assertThat(first.size() - 2_000 - second.size()).isBetween(0, WRITERS);
            assertThat(ids(databases, databases.platform(), name))
                    .as("it stays")
                    .isEqualTo(first);
        }
    }

    private static Set<String> ids(Databases databases, String database, String collection) throws IOException {
        Set<String> ids = new HashSet<>();
        databases.read(
                database,
                collection,
                bson -> ids.add(new RawBsonDocument(bson).getString("_id").getValue()));
        return ids;
    }

    private static int slowest(AtomicIntegerArray written) {
        return IntStream.range(0, WRITERS).map(written::get).min().orElseThrow();
    }
}

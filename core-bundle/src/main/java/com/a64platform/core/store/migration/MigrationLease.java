package com.a64platform.core.store.migration;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.a64platform.core.engine.Sightings;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.store.StoreCall;
import com.mongodb.client.MongoCollection;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to migrate. It beats while it is held; a process that has seen the same holder and beat for one TTL takes
 * it over. Two that migrate at once, because one stood still and went on, do no harm: migrations may be
 * run twice, and what the first would write down is refused.
 */
final class MigrationLease implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MigrationLease.class);
    private static final String HOLDER = "holder";
    private static final String BEAT = "beat";
    private static final int BEATS_IN_A_TTL = 6;

    /** @param pause between two looks at a lease that somebody else has */
    record Times(Duration ttl, Duration pause) {
        static final Times USUAL = new Times(Duration.ofSeconds(30), Duration.ofMillis(500));
    }

    private record Sight(Optional<String> holder, Optional<Long> beat) {}

    private final MongoCollection<Document> versions;
    private final String me;
    private final Workers workers = new Workers();
    private volatile boolean closed;

    private MigrationLease(MongoCollection<Document> versions, String me, Times times) {
        this.versions = versions;
        this.me = me;
        workers.repeat("data-version", times.ttl().dividedBy(BEATS_IN_A_TTL), this::beat);
    }

    /** Waits for as long as another process holds it and is alive. */
    static MigrationLease take(MongoCollection<Document> versions, Times times) {
        var me = UUID.randomUUID().toString();
        var sightings = new Sightings(times.ttl(), System::nanoTime);
        while (!takenNow(versions, sightings, me)) {
            LockSupport.parkNanos(times.pause().toNanos());
        }
        return new MigrationLease(versions, me, times);
    }

    private static boolean takenNow(MongoCollection<Document> versions, Sightings sightings, String me) {
        long readAt = sightings.now();
        var seen = sight(versions);
        boolean gone = sightings.stoodStill(DataVersion.ID, seen, readAt);
        return (gone || seen.holder().isEmpty()) && taken(versions, seen, me);
    }

    /** Writes a version down; false, and nothing is written, when another process holds the lease by now. */
    boolean write(int before, Document members) {
        var mine = and(held(), eq(DataVersion.VERSION, before));
        return StoreCall.run(() -> versions.updateOne(mine, new Document("$set", members)))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public void close() {
        closed = true;
        workers.close();
        StoreCall.run(() -> versions.updateOne(held(), combine(unset(HOLDER), unset(BEAT))));
    }

    private void beat() {
        try {
            StoreCall.run(() -> versions.updateOne(held(), inc(BEAT, 1L)));
        } catch (ProblemException unanswered) {
            if (closed) {
                return; // interrupted, because it is over
            }
            log.warn("The store did not take the beat of a migration; the next one is tried in time.", unanswered);
        }
    }

    private Bson held() {
        return and(eq(DataVersion.ID), eq(HOLDER, me));
    }

    /** Compares with what was seen, so that one of two gets it. */
    private static boolean taken(MongoCollection<Document> versions, Sight seen, String me) {
        var unchanged = and(
                eq(DataVersion.ID),
                eq(HOLDER, seen.holder().orElse(null)),
                eq(BEAT, seen.beat().orElse(null)));
        return StoreCall.run(() -> versions.updateOne(unchanged, combine(set(HOLDER, me), set(BEAT, 0L))))
                        .getMatchedCount()
                == 1;
    }

    private static Sight sight(MongoCollection<Document> versions) {
        var found = StoreCall.run(
                () -> Optional.ofNullable(versions.find(eq(DataVersion.ID)).first()));
        return new Sight(
                found.map(document -> document.getString(HOLDER)), found.map(document -> document.getLong(BEAT)));
    }
}

package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.snapshots.Snapshot;
import com.a64platform.core.store.snapshots.MongoSnapshotRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Snapshots of the set of installations, whatever engine is below. */
interface SnapshotsContract {
    MongoStore store();

    @Test
    default void readsSnapshotsBackTheNewestFirst() {
        var repository = new MongoSnapshotRepository(store());
        var older = snapshot(Instant.now());
        var newer = snapshot(Instant.now().plusSeconds(60));

        repository.put(older);
        repository.put(newer);
        repository.put(older);

        assertThat(repository.find(older.id())).contains(older);
        assertThat(repository.all()).containsSubsequence(newer, older);
        repository.remove(older.id());
        repository.remove(older.id());
        assertThat(repository.find(older.id())).isEmpty();
        assertThat(repository.all()).contains(newer).doesNotContain(older);
    }

    private static Snapshot snapshot(Instant when) {
        var entry = new Snapshot.Entry("green", "pump", "1.0.0", "0".repeat(64), true, "s1", "");
        return new Snapshot(UUID.randomUUID().toString(), "Before spring", "ada", when, List.of(entry));
    }
}

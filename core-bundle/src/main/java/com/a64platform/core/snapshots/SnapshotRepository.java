package com.a64platform.core.snapshots;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/** Keeps snapshots. Thread-safe; every write is durable on return. */
public interface SnapshotRepository {
    /** Writes it; one of this id is replaced. */
    void put(Snapshot snapshot);

    Optional<Snapshot> find(String id);

    /** The newest first. */
    List<Snapshot> all();

    /** Removes it; nothing happens when it is gone. */
    void remove(String id);

    /** @throws ProblemException NOT_FOUND */
    default Snapshot require(String id) {
        return find(id).orElseThrow(
                        () -> new ProblemException(ErrorCode.NOT_FOUND, "There is no snapshot " + id + "."));
    }
}

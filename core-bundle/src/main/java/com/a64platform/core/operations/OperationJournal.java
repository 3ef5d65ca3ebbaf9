package com.a64platform.core.operations;

import java.util.List;
import java.util.Optional;

/** Keeps operations. Thread-safe; every write is durable on return. */
public interface OperationJournal {
    /**
     * Claims the operation's subject and writes it down.
     *
     * @throws com.a64platform.core.problem.ProblemException OPERATION_IN_PROGRESS when another operation holds the
     *     subject; nothing was written
     */
    void begin(Operation operation);

    /** Writes the operation as it is now. */
    void write(Operation operation);

    /** Writes the ended operation and gives its subject free. */
    void end(Operation operation);

    /**
     * Changes an operation that has ended.
     *
     * @param known as it was read; when it is another by now nothing is written
     * @return whether it was written
     */
    boolean amend(Operation known, Operation amended);

    Optional<Operation> find(String id);

    /** Those that have not ended, oldest first; claims that no running operation holds are given free. */
    List<Operation> unfinished();

    /** The newest first. */
    List<Operation> recent(int limit);
}

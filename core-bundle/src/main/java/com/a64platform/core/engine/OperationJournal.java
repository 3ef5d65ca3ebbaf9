package com.a64platform.core.engine;

import com.a64platform.core.operations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps operations and who may write them. Thread-safe; every write is durable on return. A write whose outcome is unknown
 * fails with STORE_UNAVAILABLE; {@link #lease} tells afterwards whether it took effect.
 */
public interface OperationJournal {
    /**
     * The right of one node to an operation.
     *
     * @param owner id of the node
     * @param epoch the fencing token: it grows with every operation on a subject and with every taking over
     * @param beat counts the writes of an epoch; a holder shows by it that it lives
     */
    record Lease(String owner, long epoch, long beat) {
        public Lease beaten() {
            return new Lease(owner, epoch, beat + 1);
        }
    }

    /**
     * An operation that has not ended.
     *
     * @param lease as it was read with it
     * @param cancelled whether somebody wants it undone
     */
    record Held(Operation operation, Lease lease, boolean cancelled) {}

    /**
     * An operation's hold on its subject.
     *
     * @param fence grows with every claim of the subject
     */
    record Claim(String subject, String operation, String owner, long fence) {}

    /**
     * A claim as it was read, with what it holds for.
     *
     * @param open read after the claim; empty when the operation has ended or was never written down
     */
    record Claimed(Claim claim, Optional<Held> open) {
        /** The claim, when it holds for nothing. */
        Optional<Claim> stray() {
            return open.isEmpty() ? Optional.of(claim) : Optional.empty();
        }
    }

    /** Whether it answers no more until this process is started again: there is nothing to wait for then. */
    default boolean stopped() {
        return false;
    }

    /**
     * Claims the operation's subject and writes it down. When that has an unknown outcome the claim stays, and leads to the
     * operation if it was written.
     *
     * @throws com.a64platform.core.problem.ProblemException OPERATION_IN_PROGRESS when another operation holds the
     *     subject; nothing was written
     */
    Lease begin(Operation operation, String owner);

    /**
     * Writes the operation as it is now, as the next beat.
     *
     * @return false when the journal no longer holds this very lease; nothing was written
     */
    boolean write(Operation operation, Lease lease);

    /** Shows that the holder lives; as {@link #write}, but leaves the operation as it is. */
    boolean beat(String id, Lease lease);

    /** As {@link #write}, for an operation that has ended; gives its subject free. */
    boolean end(Operation operation, Lease lease);

    /** The lease of an operation as it is now. */
    Optional<Lease> lease(String id);

    /**
     * Takes an operation over under a new epoch.
     *
     * @return empty when its lease is another by now or another operation holds its subject; nothing was changed
     */
    Optional<Lease> take(Held held, String owner);

    /**
     * Changes an operation that has ended.
     *
     * @param known as it was read; when it is another by now nothing is written
     * @return whether it was written
     */
    boolean amend(Operation known, Operation amended);

    Optional<Operation> find(String id);

    /** Those that have not ended, oldest first. An engine without an index reads all that there are. */
    List<Held> unfinished();

    /** All subjects that are held, and those operations alone: what is looked at every few seconds. */
    List<Claimed> claimed();

    /** Claims of operations that have ended or were never written down. */
    default List<Claim> stray() {
        return claimed().stream().flatMap(claimed -> claimed.stray().stream()).toList();
    }

    /** Claims its subject for an operation that has lost it, unless another one holds it. */
    void reclaim(Held open);

    /** Gives a subject free if it is still claimed so. */
    void free(Claim claim);

    /** Asks whoever holds a running operation to undo it; false when it does not run. */
    boolean cancel(String id);

    /** The newest first. */
    List<Operation> find(Operation.Filter filter, int skip, int limit);

    long count(Operation.Filter filter);

    /**
     * Removes what has ended and was begun before a time.
     *
     * @param newest how many of all stay whatever their age
     */
    long prune(Instant before, int newest);
}

package com.a64platform.core.store;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import com.mongodb.bulk.BulkWriteError;
import java.util.Set;
import java.util.function.Supplier;

/** Runs a call to the driver and says in the platform's words what went wrong. */
public final class StoreCall {
    /** Codes by which a server says that it cannot serve now: shutting down, stepping down, out of time. */
    private static final Set<Integer> NOT_NOW =
            Set.of(6, 7, 50, 64, 89, 91, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436, 14031);

    private StoreCall() {}

    /**
     * @throws ProblemException STORE_UNAVAILABLE when the store did not answer in time: a write may then have happened,
     *     so read again before trying again; INTERNAL_ERROR when it refused the call, which is a defect of ours
     */
    public static <T> T run(Supplier<T> call) {
        try {
            return call.get();
        } catch (MongoException failed) {
            throw problem(failed);
        }
    }

    /**
     * As {@link #run(Supplier)}, for a write that a unique index may refuse.
     *
     * @param taken what to throw then; nothing was written
     */
    public static <T> T run(Supplier<T> write, Supplier<? extends RuntimeException> taken) {
        try {
            return write.get();
        } catch (MongoException failed) {
            throw duplicateKey(failed) ? taken.get() : problem(failed);
        }
    }

    /** As {@link #run(Supplier)}, for a call without a result. */
    public static void run(Runnable call) {
        run(() -> {
            call.run();
            return true;
        });
    }

    /** Whether a unique index refused the write. */
    static boolean duplicateKey(MongoException failed) {
        if (failed instanceof MongoBulkWriteException bulk) {
            return bulk.getWriteErrors().stream()
                    .map(BulkWriteError::getCategory)
                    .anyMatch(ErrorCategory.DUPLICATE_KEY::equals);
        }
        return ErrorCategory.fromErrorCode(failed.getCode()) == ErrorCategory.DUPLICATE_KEY;
    }

    /** Whether the store answered that it refuses the call; otherwise it did not answer, or cannot serve now. */
    static boolean refused(MongoException failed) {
        return failed instanceof MongoServerException && !NOT_NOW.contains(failed.getCode());
    }

    private static ProblemException problem(MongoException failed) {
        return refused(failed)
                ? new ProblemException(
                        ErrorCode.INTERNAL_ERROR, "The store refused a call; the log says which and why.", failed)
                : new ProblemException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "The store did not answer in time; read again before you try again, for a change may have been"
                                + " made.",
                        failed);
    }
}

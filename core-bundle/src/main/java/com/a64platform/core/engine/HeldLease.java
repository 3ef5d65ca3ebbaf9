package com.a64platform.core.engine;

import com.a64platform.core.engine.OperationJournal.Lease;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's lease of one operation. Every write of the operation goes through it, as a compare-and-set on epoch and beat:
 * one that comes late, of this node or of another, changes nothing. Thread-safe.
 */
final class HeldLease {
    private static final Logger log = LoggerFactory.getLogger(HeldLease.class);
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);

    private final OperationJournal journal;
    private final String id;
    private final Times times;
    private final ReentrantLock lock = new ReentrantLock();
    private Lease lease;
    /** When the last write that took effect was begun. */
    private volatile long lastBeat;

    /** @param asOf when the lease was asked for */
    HeldLease(OperationJournal journal, String id, Lease lease, Times times, long asOf) {
        this.journal = journal;
        this.id = id;
        this.lease = lease;
        this.times = times;
        this.lastBeat = asOf;
    }

    /** Writes the operation down, and waits for a store that does not answer. */
    void write(Operation operation) {
        send(held -> journal.write(operation, held), times.patience());
    }

    /**
     * Writes the operation down if the store answers now.
     *
     * @throws Lost also when it does not answer and the last beat is too long ago to go on without
     */
    void writeIfPossible(Operation operation) {
        try {
            send(held -> journal.write(operation, held), Duration.ZERO);
        } catch (Lost lost) {
            if (lost.getCause() == null || overdue()) {
                throw lost;
            }
            log.error("Operation {} could not be written down; it goes on", id, lost);
        } catch (ProblemException refused) {
            log.error("Operation {} could not be written down; it goes on", id, refused);
        }
    }

    void end(Operation operation) {
        send(held -> journal.end(operation, held), times.patience());
    }

    /**
     * The fencing token for an effect that is about to happen.
     *
     * @throws Lost when another node holds the operation, or nobody can tell
     */
    long fence() {
        if (overdue()) {
            send(held -> journal.beat(id, held), times.patience());
        }
        return epoch();
    }

    /** Shows that this node lives when it has not done so for a while; leaves it when the store does not answer. */
    void pulse() {
        if (times.passed(times.pulse(), lastBeat) && lock.tryLock()) {
            try {
                send(held -> journal.beat(id, held), Duration.ZERO);
            } catch (Lost lost) {
                log.warn("Operation {}: {}", id, lost.getMessage());
            } finally {
                lock.unlock();
            }
        }
    }

    private long epoch() {
        lock.lock();
        try {
            return lease.epoch();
        } finally {
            lock.unlock();
        }
    }

    /** A write without an answer may have taken effect: what the journal holds is read before it is tried again. */
    private void send(Predicate<Lease> write, Duration patience) {
        lock.lock();
        try {
            long begun = times.now();
            for (long pause = FIRST_PAUSE; !sent(write, begun, patience); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
                LockSupport.parkNanos(pause);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean sent(Predicate<Lease> write, long begun, Duration patience) {
        long before = times.now();
        try {
            if (!write.test(lease)) {
                read();
                return false;
            }
            lease = lease.beaten();
            lastBeat = before;
            return true;
        } catch (ProblemException silent) {
            if (silent.code() != ErrorCode.STORE_UNAVAILABLE) {
                throw silent;
            }
            if (times.passed(patience, begun) || patience.isZero() || journal.stopped()) {
                throw new Lost("the store does not answer; it is taken up again when it does", silent);
            }
            log.warn("Operation {} waits for the store: {}", id, silent.getMessage());
            return false;
        }
    }

    /** Whether so much has passed since the last beat that others may believe this node gone. */
    boolean overdue() {
        return times.passed(times.validity(), lastBeat);
    }

    private void read() {
        var now = journal.lease(id);
        if (now.isEmpty() || now.get().epoch() != lease.epoch()) {
            throw new Lost("another node has taken it over; this one stops and undoes nothing");
        }
        lease = now.get();
    }

    /**
     * This node may not go on with an operation: another one has taken it over, or nobody can tell because the store does
     * not answer. The operation stops where it is and nothing is undone; whoever holds it then does that.
     */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost(String sentence) {
            super(sentence);
        }

        Lost(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    /**
     * How long leases of operations last. Only this node's monotonic clock is asked: no two clocks are ever compared.
     *
     * @param ttl how long a lease has to stand still before another node takes the operation over
     * @param patience how long an operation waits for a store that does not answer
     * @param history how long an operation is kept that has ended
     * @param nanos this node's monotonic clock
     */
    record Times(Duration ttl, Duration patience, Duration history, LongSupplier nanos) {
        private static final Duration TTL = Duration.ofSeconds(30);
        private static final Duration PATIENCE = Duration.ofSeconds(90);

        static Times usual(Duration history) {
            return new Times(TTL, PATIENCE, history, System::nanoTime);
        }

        long now() {
            return nanos.getAsLong();
        }

        /** Whether so much has passed since. */
        boolean passed(Duration time, long since) {
            return now() - since > time.toNanos();
        }

        /** How often a holder that writes nothing shows that it lives. */
        Duration pulse() {
            return ttl.dividedBy(6);
        }

        /** For how long after its last beat a holder may act without looking. */
        Duration validity() {
            return ttl.dividedBy(2);
        }
    }
}

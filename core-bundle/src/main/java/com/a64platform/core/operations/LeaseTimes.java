package com.a64platform.core.operations;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long leases of operations last. Only this node's monotonic clock is asked: no two clocks are ever compared.
 *
 * @param ttl how long a lease has to stand still before another node takes the operation over
 * @param patience how long an operation waits for a store that does not answer
 * @param nanos this node's monotonic clock
 */
record LeaseTimes(Duration ttl, Duration patience, LongSupplier nanos) {
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    static LeaseTimes usual() {
        return new LeaseTimes(TTL, PATIENCE, System::nanoTime);
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

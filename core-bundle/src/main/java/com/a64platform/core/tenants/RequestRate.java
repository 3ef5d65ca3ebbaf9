package com.a64platform.core.tenants;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets so many requests a second through, and a burst before: a bucket that fills steadily, kept as the one moment at which
 * it will be full. Thread-safe; never waits.
 */
final class RequestRate {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final TenantLimits limits;
    private final long each;
    private final long whole;
    private final AtomicLong fullAt;

    /**
     * A full one.
     *
     * @param limits with a rate
     * @param now in ns of {@link System#nanoTime}
     */
    RequestRate(TenantLimits limits, long now) {
        int rate = limits.requestsPerSecond().getAsInt();
        this.limits = limits;
        this.each = SECOND / rate;
        this.whole = each * limits.burst().orElse(rate);
        this.fullAt = new AtomicLong(now);
    }

    /** Whether it is the one of these limits; others begin anew. */
    boolean of(TenantLimits others) {
        return limits.equals(others);
    }

    /** Takes one request's share. @return ns until one would be let through; 0 when this one is */
    long take(long now) {
        while (true) {
            long before = fullAt.get();
            long after = (before - now > 0 ? before : now) + each;
            long wait = after - now - whole;
            if (wait > 0) {
                return wait;
            }
            if (fullAt.compareAndSet(before, after)) {
                return 0;
            }
        }
    }
}

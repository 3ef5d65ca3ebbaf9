package com.a64platform.core.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells leases whose holder is gone: what has stood still for one TTL on this process's monotonic clock may be taken over.
 * When something was seen first is noted after it was read, and how long ago that is is measured before it is read again:
 * both err towards waiting. For one thread.
 */
public final class Sightings {
    private record Sight(Object value, long since) {}

    private final Duration ttl;
    private final LongSupplier nanos;
    private final Map<String, Sight> seen = new HashMap<>();

    /** @param nanos the monotonic clock */
    public Sightings(Duration ttl, LongSupplier nanos) {
        this.ttl = ttl;
        this.nanos = nanos;
    }

    /** To be asked before a reading. */
    public long now() {
        return nanos.getAsLong();
    }

    /**
     * Notes what was read.
     *
     * @param readAt what {@link #now} said before it was read
     * @return whether it is what it was one TTL ago
     */
    public boolean stoodStill(String key, Object value, long readAt) {
        var before = seen.get(key);
        if (before == null || !before.value().equals(value)) {
            seen.put(key, new Sight(value, now()));
            return false;
        }
        return readAt - before.since() > ttl.toNanos();
    }

    /** Forgets what is not there any more. */
    void keepOnly(Set<String> keys) {
        seen.keySet().retainAll(keys);
    }
}

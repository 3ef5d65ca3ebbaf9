package com.a64platform.core.tenants;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A request of a tenant that is being served, from when it was let in. Thread-safe. */
public final class MeteredRequest {
    private final ModuleMeter meter;
    /** Where its place is given back; empty when it takes none. */
    private final Optional<AtomicInteger> places;

    private final long began;
    private final AtomicBoolean ended = new AtomicBoolean();

    MeteredRequest(ModuleMeter meter, Optional<AtomicInteger> places, long began) {
        this.meter = meter;
        this.places = places;
        this.began = began;
    }

    /**
     * It has left, once; what is said later counts for nothing.
     *
     * @param status of the answer, as HTTP has it
     */
    public void end(int status) {
        if (ended.compareAndSet(false, true)) {
            meter.left(status, began);
            places.ifPresent(AtomicInteger::decrementAndGet);
        }
    }
}

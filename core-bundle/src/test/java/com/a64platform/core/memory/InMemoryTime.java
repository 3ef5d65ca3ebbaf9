package com.a64platform.core.memory;

import java.time.Instant;
import java.util.Optional;

/** The newest time in memory. */
public final class InMemoryTime implements NewestTime {
    private Optional<Instant> newest = Optional.empty();

    @Override
    public synchronized Optional<Instant> read() {
        return newest;
    }

    @Override
    public synchronized void raise(Instant time) {
        newest = newest.filter(known -> known.isAfter(time)).or(() -> Optional.of(time));
    }
}

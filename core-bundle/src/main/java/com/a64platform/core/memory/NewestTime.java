package com.a64platform.core.memory;

import java.time.Instant;
import java.util.Optional;

/** Remembers the newest time that was ever seen here. It only goes forward. Thread-safe; durable on return. */
public interface NewestTime {
    /** The newest time recorded, or empty when none was. */
    Optional<Instant> read();

    /** Records a time; nothing happens when a newer one is recorded. */
    void raise(Instant time);
}

package com.a64platform.core.identity;

import java.time.Instant;
import java.util.Optional;

/** Keeps counted failures, so that a restart forgets none. Thread-safe; every write is durable on return. */
public interface AttemptsRepository {
    Optional<Attempts> find(String key);

    /**
     * Writes them if the document still is at {@code attempts.revision()}, 0 meaning that there is none.
     *
     * @return false when somebody else wrote in between
     */
    boolean save(Attempts attempts, Instant now);

    /** Forgets what was last written before, but not where accounts have signed in from. */
    void removeOlderThan(Instant before);
}

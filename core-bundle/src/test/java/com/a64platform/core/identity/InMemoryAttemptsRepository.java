package com.a64platform.core.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counted failures in memory. */
final class InMemoryAttemptsRepository implements AttemptsRepository {
    final Map<String, Attempts> attempts = new ConcurrentHashMap<>();
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    @Override
    public Optional<Attempts> find(String key) {
        return Optional.ofNullable(attempts.get(key));
    }

    @Override
    public synchronized boolean save(Attempts changed, Instant now) {
        long present = find(changed.key()).map(Attempts::revision).orElse(0L);
        if (present != changed.revision()) {
            return false;
        }
        written.put(changed.key(), now);
        attempts.put(
                changed.key(),
                new Attempts(
                        changed.key(),
                        changed.failures(),
                        changed.lockedUntil(),
                        changed.knownAddresses(),
                        changed.exemptUntil(),
                        present + 1));
        return true;
    }

    @Override
    public void removeOlderThan(Instant before) {
        attempts.values()
                .removeIf(old -> written.get(old.key()).isBefore(before)
                        && old.knownAddresses().isEmpty());
    }
}

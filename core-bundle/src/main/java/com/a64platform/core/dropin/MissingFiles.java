package com.a64platform.core.dropin;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Modules whose file is missing, and since when: what is away for a moment may be on its way back. Not thread-safe. */
final class MissingFiles {
    /** How long a file has to be away to count as removed: {@code rm} and {@code mv} of the next version take less. */
    private static final Duration PATIENCE = Duration.ofMillis(60);

    private final Map<String, Long> since = new HashMap<>();

    /**
     * @param now modules whose file is missing at this look
     * @return those that have been missing for long enough; they are told once
     */
    Set<String> removed(Set<String> now) {
        long time = System.nanoTime();
        since.keySet().retainAll(now);
        now.forEach(module -> since.putIfAbsent(module, time));
        var removed = since.entrySet().stream()
                .filter(entry -> time - entry.getValue() >= PATIENCE.toNanos())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        since.keySet().removeAll(removed);
        return removed;
    }

    /** Whether some have not been missing for long enough, so that another look is due soon. */
    boolean pending() {
        return !since.isEmpty();
    }
}

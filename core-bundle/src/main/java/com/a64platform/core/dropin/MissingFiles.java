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
    private final long patience;

    MissingFiles() {
        this(PATIENCE);
    }

    MissingFiles(Duration patience) {
        this.patience = patience.toNanos();
    }

    /**
     * @param now modules whose file is missing at this look
     * @param arriving files on their way, each of which may be the next version of its module
     * @return those that have been missing for long enough; they are told once
     */
    Set<String> removed(Set<String> now, Set<String> arriving) {
        long time = System.nanoTime();
        var away = now.stream()
                .filter(module -> arriving.stream().noneMatch(file -> file.startsWith(module + "-")))
                .collect(Collectors.toSet());
        since.keySet().retainAll(away);
        away.forEach(module -> since.putIfAbsent(module, time));
        var removed = since.entrySet().stream()
                .filter(entry -> time - entry.getValue() >= patience)
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

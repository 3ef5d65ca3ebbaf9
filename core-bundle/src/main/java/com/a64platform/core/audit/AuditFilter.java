package com.a64platform.core.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Which entries are asked for; an empty one matches all. Immutable.
 *
 * @param from inclusive
 * @param to exclusive
 */
public record AuditFilter(
        Optional<String> moduleId,
        Optional<String> moduleName,
        Optional<String> userId,
        Optional<String> action,
        Optional<String> status,
        Optional<Instant> from,
        Optional<Instant> to) {

    /** Whether an entry is asked for. */
    public boolean matches(AuditEntry entry) {
        return wants(moduleId, entry.moduleId())
                && wants(moduleName, entry.moduleName())
                && wants(userId, entry.userId())
                && wants(action, entry.action())
                && wants(status, entry.status())
                && from.map(start -> !entry.timestamp().isBefore(start)).orElse(true)
                && to.map(end -> entry.timestamp().isBefore(end)).orElse(true);
    }

    private static boolean wants(Optional<String> wanted, String value) {
        return wanted.map(value::equals).orElse(true);
    }
}

package com.a64platform.core.audit;

import java.time.Instant;
import java.util.Map;

/**
 * One thing somebody did. Absent values are empty strings. Immutable; holds no secret.
 *
 * @param action dotted, such as {@code module.install}
 * @param status {@code success}, {@code refused} or {@code failure}
 */
public record AuditEntry(
        String logId,
        String moduleId,
        String moduleName,
        String userId,
        String userEmail,
        String action,
        String status,
        Map<String, String> details,
        String errorMessage,
        Instant timestamp,
        String ipAddress,
        String userAgent) {
    public AuditEntry {
        details = Map.copyOf(details);
    }
}

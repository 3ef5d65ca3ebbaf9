package com.a64platform.core.rest.installations;

import com.a64platform.core.observing.ModuleHealth;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How a module is on this node.
 *
 * @param status healthy, unhealthy or unknown
 * @param since when it became so
 * @param reason what the last check had to say
 */
public record HealthView(
        String module, String status, Optional<Instant> lastHealthCheck, Instant since, Optional<String> reason) {

    public static HealthView of(String module, ModuleHealth.Finding finding) {
        return new HealthView(
                module,
                finding.status().name().toLowerCase(Locale.ROOT),
                finding.lastCheck(),
                finding.since(),
                Optional.of(finding.reason()).filter(reason -> !reason.isEmpty()));
    }
}

package com.a64platform.core.rest.installations;

import com.a64platform.core.modules.Installation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An installation as clients see it; there is no secret in it. */
public record InstallationView(
        String id,
        String tenantId,
        String moduleName,
        String version,
        String desiredState,
        Optional<Installation.LicenseSummary> license,
        List<String> permissions,
        Map<String, Object> settings,
        String installedBy,
        Instant installedAt,
        Instant updatedAt,
        Optional<String> errorMessage) {

    public static InstallationView of(Installation installation) {
        return new InstallationView(
                installation.id(),
                installation.tenantId(),
                installation.moduleName(),
                installation.version(),
                installation.desiredState().name(),
                installation.license(),
                installation.permissions(),
                installation.settings(),
                installation.installedBy(),
                installation.installedAt(),
                installation.updatedAt(),
                Optional.of(installation.reason()).filter(reason -> !reason.isEmpty()));
    }
}

package com.a64platform.core.modules;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An installation of which only who, what and how it is matters. */
public final class SampleInstallation {
    private SampleInstallation() {}

    public static Installation of(String id, String tenant, String module, InstallationState state) {
        return new Installation(
                id,
                tenant,
                module,
                "1.0.0",
                "ab".repeat(32),
                "acme-software",
                "/api/v1/" + module,
                state,
                "",
                Optional.empty(),
                List.of(),
                "",
                "root",
                Instant.EPOCH,
                Instant.EPOCH,
                1);
    }
}

package com.a64platform.core.observing;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.ModuleLifecycle;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A revision of which only its health matters; {@code healthPath} is that of its descriptor. */
record Probed(
        String name,
        String sha256,
        long bundleId,
        Optional<HealthProbe> probe,
        List<String> lacks,
        Optional<String> healthPath)
        implements Revision {
    Probed(String name, long bundleId, Optional<HealthProbe> probe, List<String> lacks) {
        this(name, "00", bundleId, probe, lacks, Optional.empty());
    }

    @Override
    public VerifiedArtifact artifact() {
        var health = healthPath
                .map(path -> ", \"health\": {\"path\": \"" + path + "\"}")
                .orElse("");
        var descriptor =
                "{\"name\": \"" + name + "\", \"version\": \"1.0.0\", \"displayName\": \"Farm\"" + health + "}";
        return new VerifiedArtifact(
                new DescriptorReader().read(descriptor.getBytes(StandardCharsets.UTF_8)),
                sha256,
                "acme",
                Path.of("nowhere"),
                true,
                new ScanReport(100, List.of(), Instant.EPOCH, "test"));
    }

    @Override
    public ClassLoader classLoader() {
        return getClass().getClassLoader();
    }

    @Override
    public List<Object> resources() {
        return List.of();
    }

    @Override
    public Optional<ModuleLifecycle> lifecycle() {
        return Optional.empty();
    }
}

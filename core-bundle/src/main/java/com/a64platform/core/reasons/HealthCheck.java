package com.a64platform.core.reasons;

import com.a64platform.core.observing.ModuleHealth;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the module itself says of its health on this node. */
@Component(service = HealthCheck.class)
public final class HealthCheck implements Check {
    private final ModuleHealth health;

    @Activate
    public HealthCheck(@Reference ModuleHealth health) {
        this.health = health;
    }

    @Override
    public List<Cause> look(Case module) {
        var finding = health.of(module.module());
        if (module.revision().isEmpty() || finding.misses() == 0) {
            return List.of();
        }
        return List.of(Cause.noting(
                        "unhealthy",
                        "Its last " + finding.misses() + " health checks went wrong: " + finding.reason(),
                        "Mend what it names; POST /api/v1/installations/"
                                + module.installation().map(found -> found.id()).orElse("ID")
                                + "/health-check asks again.")
                .since(finding.since())
                .with(
                        "lastHealthCheck",
                        finding.lastCheck().map(Instant::toString).orElse("")));
    }
}

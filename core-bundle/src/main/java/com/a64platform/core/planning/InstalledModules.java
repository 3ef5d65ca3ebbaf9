package com.a64platform.core.planning;

import com.a64platform.core.admission.InstalledArtifacts;
import com.a64platform.core.descriptors.Requirements;
import com.a64platform.core.findings.Obstacles;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.resolution.Candidate;
import com.a64platform.core.versions.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the installed modules declare. Thread-safe. */
@Component(service = InstalledModules.class)
public final class InstalledModules {
    private final Inventory inventory;
    private final InstalledArtifacts artifacts;
    private final Obstacles obstacles;
    private final Requirements here;

    @Activate
    public InstalledModules(
            @Reference Inventory inventory,
            @Reference InstalledArtifacts artifacts,
            @Reference Obstacles obstacles,
            @Reference Platform platform) {
        this.inventory = inventory;
        this.artifacts = artifacts;
        this.obstacles = obstacles;
        this.here = new Requirements(
                Version.parse(platform.version()), Runtime.version().feature());
    }

    /** The artifact of an installation; empty when its verified copy is lost or would not be let in today. */
    Optional<VerifiedArtifact> artifact(Installation installation) {
        return artifacts.of(installation);
    }

    /** What this platform offers to modules. */
    Requirements here() {
        return here;
    }

    /** The version of each module that is installed in any tenant, by name. */
    Map<String, Candidate> candidates() {
        Map<String, Candidate> candidates = new TreeMap<>();
        inventory
                .all()
                .forEach(installation ->
                        candidates.computeIfAbsent(installation.moduleName(), module -> candidate(installation)));
        return candidates;
    }

    /** The installations of a tenant that need the module. */
    List<Installation> needing(String module, String tenantId) {
        return inventory.all().stream()
                .filter(other -> other.tenantId().equals(tenantId))
                .filter(other -> needs(other).containsKey(module))
                .sorted(Comparator.comparing(Installation::moduleName))
                .toList();
    }

    /** What an installation needs, the ranges by module. */
    Map<String, String> needs(Installation installation) {
        return artifact(installation)
                .map(artifact -> artifact.descriptor().dependencies().modules())
                .orElse(Map.of());
    }

    /** What is enabled and does not serve here may be asked for again. */
    void refuseEnabled(Installation installation) {
        if (enabled(installation) && obstacles.of(installation.moduleName()).isEmpty()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "Module " + installation.moduleName() + " is enabled already.");
        }
    }

    static boolean enabled(Installation installation) {
        return installation.desiredState() == InstallationState.ENABLED;
    }

    private Candidate candidate(Installation installation) {
        return artifact(installation)
                .map(VerifiedArtifact::descriptor)
                .map(descriptor -> Candidate.of(descriptor, here))
                .orElseGet(() ->
                        new Candidate(installation.moduleName(), Version.parse(installation.version()), Map.of(), ""));
    }
}

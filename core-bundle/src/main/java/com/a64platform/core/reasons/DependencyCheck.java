package com.a64platform.core.reasons;

import com.a64platform.core.admission.InstalledArtifacts;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the module's descriptor says that it needs of other modules, and what of that is not there for the tenant. */
@Component(service = DependencyCheck.class)
public final class DependencyCheck implements Check {
    private final Inventory inventory;
    private final RouteTable routes;
    private final InstalledArtifacts artifacts;

    @Activate
    public DependencyCheck(
            @Reference Inventory inventory, @Reference RouteTable routes, @Reference InstalledArtifacts artifacts) {
        this.inventory = inventory;
        this.routes = routes;
        this.artifacts = artifacts;
    }

    @Override
    public List<Cause> look(Case module) {
        return needs(module).entrySet().stream()
                .flatMap(need -> lack(module, need.getKey(), need.getValue()).stream())
                .map(cause -> cause.ifStops(!module.serves()))
                .toList();
    }

    private Map<String, String> needs(Case module) {
        return module.installation()
                .flatMap(artifacts::of)
                .map(artifact -> artifact.descriptor().dependencies().modules())
                .orElse(Map.of());
    }

    private Optional<Cause> lack(Case module, String needed, String range) {
        var found = inventory.find(module.tenantId(), needed).or(() -> anywhere(needed));
        var says = module.module() + " needs " + needed + " " + range + ", ";
        if (found.isEmpty()) {
            return Optional.of(cause(
                    "dependency-missing",
                    says + "which is not installed.",
                    "Install it with POST /api/v1/modules/install and {\"moduleName\": \"" + needed
                            + "\", \"version\": \"" + range + "\"}.",
                    needed));
        }
        var version = found.get().version();
        if (!VersionRange.parse(range).contains(Version.parse(version))) {
            return Optional.of(cause(
                    "dependency-version",
                    says + "but " + version + " is installed.",
                    "Update it with PUT /api/v1/modules/" + needed + "/update and {\"targetVersion\": \"" + range
                            + "\"}.",
                    needed));
        }
        return Stream.of(found.get())
                .filter(installation -> installation.desiredState() == InstallationState.DISABLED
                        || routes.ofModule(needed).isEmpty())
                .map(installation -> disabled(says, needed, installation))
                .findFirst();
    }

    private Optional<Installation> anywhere(String needed) {
        return inventory.ofModule(needed).stream().findFirst();
    }

    private static Cause disabled(String says, String needed, Installation installation) {
        boolean off = installation.desiredState() == InstallationState.DISABLED;
        return cause(
                        off ? "dependency-disabled" : "dependency-down",
                        says + (off ? "which is disabled." : "which does not serve on this node."),
                        off
                                ? "Enable it with POST /api/v1/modules/" + needed + "/enable."
                                : "See GET /api/v1/modules/" + needed + "/why.",
                        needed)
                .since(installation.updatedAt());
    }

    private static Cause cause(String code, String observed, String advice, String needed) {
        return Cause.stopping(code, observed, advice).with("module", needed);
    }
}

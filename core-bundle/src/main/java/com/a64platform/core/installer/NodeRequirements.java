package com.a64platform.core.installer;

import com.a64platform.core.descriptors.Requirements;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.List;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What must hold on this node before a module may come in or go. Thread-safe; changes nothing. */
@Component(service = NodeRequirements.class)
public final class NodeRequirements {
    private final Inventory inventory;
    private final RouteTable routes;
    private final Platform platform;

    @Activate
    public NodeRequirements(
            @Reference Inventory inventory, @Reference RouteTable routes, @Reference Platform platform) {
        this.inventory = inventory;
        this.routes = routes;
        this.platform = platform;
    }

    /** @throws ProblemException MODULE_LIMIT_REACHED, ROUTE_CONFLICT or DEPENDENCY_MISSING */
    void check(VerifiedArtifact artifact) {
        var descriptor = artifact.descriptor();
        routes.refuseConflict(descriptor.routePrefix(), descriptor.name());
        requireRoom(descriptor.name());
        new Requirements(Version.parse(platform.version()), Runtime.version().feature()).check(descriptor);
        descriptor.dependencies().modules().forEach(this::requireModule);
    }

    /**
     * The modules that need this one and are installed in the same tenant.
     *
     * @param needs names of the modules an installation depends on
     */
    List<String> dependents(Installation installation, Function<Installation, List<String>> needs) {
        return inventory.all().stream()
                .filter(other -> other.tenantId().equals(installation.tenantId()))
                .filter(other -> needs.apply(other).contains(installation.moduleName()))
                .map(Installation::moduleName)
                .toList();
    }

    private void requireRoom(String module) {
        long others = inventory.all().stream()
                .map(Installation::moduleName)
                .filter(name -> !name.equals(module))
                .distinct()
                .count();
        if (others >= platform.settings().maxModules()) {
            throw new ProblemException(
                    ErrorCode.MODULE_LIMIT_REACHED,
                    others + " modules are installed, as many as MAX_MODULES allows; uninstall one or raise it.");
        }
    }

    private void requireModule(String module, String range) {
        var version = inventory.ofModule(module).stream()
                .findFirst()
                .map(Installation::version)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.DEPENDENCY_MISSING,
                        "It needs module " + module + " " + range + ", which is not installed; install that first."));
        if (!VersionRange.parse(range).contains(Version.parse(version))) {
            throw new ProblemException(
                    ErrorCode.DEPENDENCY_MISSING,
                    "It needs module " + module + " " + range + ", but " + version
                            + " is installed; update that first.");
        }
    }
}

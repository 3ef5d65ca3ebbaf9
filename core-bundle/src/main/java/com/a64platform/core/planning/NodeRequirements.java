package com.a64platform.core.planning;

import com.a64platform.core.closure.BlastRadius;
import com.a64platform.core.descriptors.Requirements;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What must hold on this node before a module may come in or go. Thread-safe; changes nothing. */
@Component(service = NodeRequirements.class)
public final class NodeRequirements {
    private static final String INSTALL = "install";

    private final Inventory inventory;
    private final RouteTable routes;
    private final Operations operations;
    private final BlastRadius radius;
    private final Platform platform;

    @Activate
    public NodeRequirements(
            @Reference Inventory inventory,
            @Reference RouteTable routes,
            @Reference Operations operations,
            @Reference BlastRadius radius,
            @Reference Platform platform) {
        this.radius = radius;
        this.operations = operations;
        this.inventory = inventory;
        this.routes = routes;
        this.platform = platform;
    }

    /** @throws ProblemException MODULE_LIMIT_REACHED, ROUTE_CONFLICT, DEPENDENCY_MISSING, or CONFLICT when others were touched */
    public void check(VerifiedArtifact artifact, String operationId) {
        var descriptor = artifact.descriptor();
        routes.refuseConflict(descriptor.routePrefix(), descriptor.name());
        requireRoom(descriptor.name(), operationId);
        new Requirements(Version.parse(platform.version()), Runtime.version().feature()).check(descriptor);
        descriptor.dependencies().modules().forEach(this::requireModule);
        refuse(radius.ofArriving(artifact), descriptor.name() + " " + descriptor.version() + " cannot come in");
    }

    /** @throws ProblemException CONFLICT when others would be touched if this revision took the place of the one that serves */
    public void checkSwap(Revision next) {
        refuse(radius.ofReplacing(next), next.module() + " " + next.version() + " cannot take over");
    }

    /**
     * Asks before the module goes from a tenant; as long as another tenant has it, it stays loaded.
     *
     * @throws ProblemException CONFLICT when others would be touched
     */
    public void checkRemoval(String module, String tenantId) {
        boolean stays = inventory.ofModule(module).stream()
                .filter(installation -> !installation.tenantId().equals(tenantId))
                .anyMatch(installation -> installation.desiredState() == InstallationState.ENABLED);
        if (!stays) {
            refuse(radius.ofRemoving(module), "Module " + module + " cannot go");
        }
    }

    /** Whether its code can be unloaded without touching others. */
    public boolean mayUnload(String module) {
        return radius.ofRemoving(module).isEmpty();
    }

    private static void refuse(List<String> touched, String what) {
        if (!touched.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    what + " without touching others: " + String.join("; ", touched)
                            + ". Disable those first and enable them again afterwards.");
        }
    }

    /**
     * The modules that need this one and are installed in the same tenant.
     *
     * @param needs names of the modules an installation depends on
     */
    public List<String> dependents(Installation installation, Function<Installation, List<String>> needs) {
        return inventory.all().stream()
                .filter(other -> other.tenantId().equals(installation.tenantId()))
                .filter(other -> needs.apply(other).contains(installation.moduleName()))
                .map(Installation::moduleName)
                .toList();
    }

    /** Those that are being installed and came earlier count too, or many at once would all find room. */
    private void requireRoom(String module, String operationId) {
        var others = new HashSet<String>();
        earlierInstalls(operationId).forEach(others::add);
        inventory.all().forEach(installation -> others.add(installation.moduleName()));
        others.remove(module);
        if (others.size() >= platform.settings().maxModules()) {
            throw new ProblemException(
                    ErrorCode.MODULE_LIMIT_REACHED,
                    others.size()
                            + " modules are installed, as many as MAX_MODULES allows; uninstall one or raise it.");
        }
    }

    private Stream<String> earlierInstalls(String operationId) {
        var order = Comparator.comparing(Operation::createdAt).thenComparing(Operation::id);
        var running = operations.running();
        var own = running.stream()
                .filter(operation -> operation.id().equals(operationId))
                .findFirst();
        return running.stream()
                .filter(operation -> operation.kind().equals(INSTALL))
                .filter(operation -> own.isEmpty() || order.compare(operation, own.get()) < 0)
                .map(Operation::subject);
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

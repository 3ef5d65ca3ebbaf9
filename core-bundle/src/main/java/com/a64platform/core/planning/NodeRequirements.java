package com.a64platform.core.planning;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.closure.BlastRadius;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.ModuleVerb;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.tenancy.TenantRoom;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What must hold on this node before a module may come in or go. Thread-safe; changes nothing. */
@Component(service = NodeRequirements.class)
public final class NodeRequirements {
    private final Inventory inventory;
    private final RouteTable routes;
    private final Operations operations;
    private final BlastRadius radius;
    private final InstalledModules modules;
    private final TenantRoom room;
    private final Platform platform;

    @Activate
    public NodeRequirements(
            @Reference Inventory inventory,
            @Reference RouteTable routes,
            @Reference Operations operations,
            @Reference BlastRadius radius,
            @Reference InstalledModules modules,
            @Reference TenantRoom room,
            @Reference Platform platform) {
        this.room = room;
        this.radius = radius;
        this.modules = modules;
        this.operations = operations;
        this.inventory = inventory;
        this.routes = routes;
        this.platform = platform;
    }

    /**
     * Asks before an artifact comes in.
     *
     * @param tenantId that it is installed in, or from which it is updated
     * @param following modules that change after it in the same plan, so that its version need not be theirs of today
     * @throws ProblemException MODULE_LIMIT_REACHED, ROUTE_CONFLICT, DEPENDENCY_MISSING, STILL_NEEDED, or CONFLICT when
     *     others were touched
     */
    public void check(VerifiedArtifact artifact, String tenantId, String operationId, Set<String> following) {
        var descriptor = artifact.descriptor();
        checkPlace(descriptor);
        requireRoom(descriptor.name(), tenantId, operationId);
        descriptor.dependencies().modules().forEach(this::requireModule);
        requireStillFitting(descriptor, following);
        refuse(radius.ofArriving(artifact), descriptor.name() + " " + descriptor.version() + " cannot come in");
    }

    /**
     * Asks before a version that was replaced comes back: what it needs may have gone since, and others may need the newer one.
     *
     * @throws ProblemException DEPENDENCY_MISSING or STILL_NEEDED
     */
    public void checkReturn(ModuleDescriptor before) {
        before.dependencies().modules().forEach(this::requireModule);
        requireStillFitting(before, Set.of());
    }

    /** @throws ProblemException ROUTE_CONFLICT, or DEPENDENCY_MISSING when this platform is not what the module needs */
    void checkPlace(ModuleDescriptor descriptor) {
        routes.refuseConflict(descriptor.routePrefix(), descriptor.name());
        modules.here().check(descriptor);
    }

    /** @throws ProblemException MODULE_LIMIT_REACHED when so many modules more would be too many */
    void checkRoom(Set<String> arriving) {
        Set<String> all = new HashSet<>(arriving);
        inventory.all().forEach(installation -> all.add(installation.moduleName()));
        if (all.size() > platform.settings().maxModules()) {
            throw full(all.size() - arriving.size());
        }
    }

    /** @throws ProblemException MODULE_LIMIT_REACHED when so many modules more would be too many for a tenant */
    void checkRoom(String tenantId, Set<String> arriving) {
        room.requireModules(tenantId, arriving, Set.of());
    }

    /** @throws ProblemException MODULE_ALREADY_INSTALLED */
    public static void refuseSecond(Installation installation) {
        throw new ProblemException(
                ErrorCode.MODULE_ALREADY_INSTALLED,
                "Module " + installation.moduleName() + " " + installation.version() + " is installed and "
                        + installation.desiredState() + "; update or enable it instead.");
    }

    /** @throws ProblemException CONFLICT when it is enabled and nothing keeps it from serving on this node */
    public void refuseEnabled(Installation installation) {
        modules.refuseEnabled(installation);
    }

    /** @throws ProblemException CONFLICT */
    public static void requireEnabled(Installation installation) {
        if (!InstalledModules.enabled(installation)) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "Module " + installation.moduleName() + " is " + installation.desiredState() + " already.");
        }
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
        refuse(touchedByRemoval(module, tenantId), "Module " + module + " cannot go");
    }

    /** Whom it would touch if the module went from a tenant, a sentence each. */
    List<String> touchedByRemoval(String module, String tenantId) {
        boolean stays = inventory.ofModule(module).stream()
                .filter(installation -> !installation.tenantId().equals(tenantId))
                .anyMatch(InstalledModules::enabled);
        return stays ? List.of() : radius.ofRemoving(module);
    }

    /** @throws ProblemException STILL_NEEDED while other modules of the tenant need it */
    public void refuseWhileNeeded(Installation installation) {
        var dependents = modules.needing(installation.moduleName(), installation.tenantId()).stream()
                .map(Installation::moduleName)
                .toList();
        if (!dependents.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.STILL_NEEDED,
                    "These modules need " + installation.moduleName() + ": " + String.join(", ", dependents)
                            + "; uninstall them first.");
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

    /** A need that the present version does not meet either is not this one's to meet. */
    private void requireStillFitting(ModuleDescriptor next, Set<String> following) {
        var present = inventory.ofModule(next.name()).stream().findFirst();
        if (present.isEmpty()) {
            return;
        }
        for (var other : modules.candidates().values()) {
            var range = other.needs().get(next.name());
            if (range != null
                    && !following.contains(other.module())
                    && range.contains(Version.parse(present.get().version()))
                    && !range.contains(Version.parse(next.version()))) {
                throw new ProblemException(
                        ErrorCode.STILL_NEEDED,
                        other + " needs " + next.name() + " " + range + ", which " + next.version()
                                + " is not; update or uninstall " + other.module() + " first.");
            }
        }
    }

    /** Those that are being installed and came earlier count too, or many at once would all find room. */
    private void requireRoom(String module, String tenantId, String operationId) {
        var others = new HashSet<String>();
        var earlier = earlierInstalls(operationId);
        earlier.forEach(operation -> others.add(operation.subject()));
        inventory.all().forEach(installation -> others.add(installation.moduleName()));
        others.remove(module);
        if (others.size() >= platform.settings().maxModules()) {
            throw full(others.size());
        }
        var coming = earlier.stream()
                .filter(operation -> operation.tenantId().equals(tenantId))
                .map(Operation::subject)
                .collect(Collectors.toSet());
        room.requireModules(tenantId, Set.of(module), coming);
    }

    private static ProblemException full(int modules) {
        return new ProblemException(
                ErrorCode.MODULE_LIMIT_REACHED,
                modules + " modules are installed, as many as MAX_MODULES allows; uninstall one or raise it.");
    }

    private List<Operation> earlierInstalls(String operationId) {
        var order = Comparator.comparing(Operation::createdAt).thenComparing(Operation::id);
        var running = operations.running();
        var own = running.stream()
                .filter(operation -> operation.id().equals(operationId))
                .findFirst();
        return running.stream()
                .filter(operation -> operation.kind().equals(ModuleVerb.INSTALL.kind()))
                .filter(operation -> own.isEmpty() || order.compare(operation, own.get()) < 0)
                .toList();
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

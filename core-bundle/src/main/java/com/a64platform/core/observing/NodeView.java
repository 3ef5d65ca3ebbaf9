package com.a64platform.core.observing;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.findings.Obstacles;
import com.a64platform.core.findings.Obstacles.Obstacle;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.observing.ModuleHealth.Status;
import com.a64platform.core.operations.ModuleVerb;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.StepRecord;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Node;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What has become on this node of what installations want: looked at, never remembered from a wish. Thread-safe. */
@Component(service = NodeView.class)
public final class NodeView {
    /** What is seen while an operation of a kind works on the module. */
    private static final Map<ModuleVerb, InstallationState> CHANGING = Map.of(
            ModuleVerb.INSTALL, InstallationState.INSTALLING,
            ModuleVerb.UPDATE, InstallationState.UPDATING,
            ModuleVerb.RETURN, InstallationState.UPDATING,
            ModuleVerb.UNINSTALL, InstallationState.REMOVING);

    private final Revisions revisions;
    private final RouteTable routes;
    private final ModuleHealth health;
    private final Doors doors;
    private final Operations operations;
    private final StartBreaker breaker;
    private final Obstacles obstacles;
    private final Workers workers;
    private final Readiness readiness;
    private final String node;
    private final boolean safeMode;
    private final Clock clock;
    /** Since when an installation was seen in a state that nothing else dates. */
    private final Map<String, Dated> dated = new ConcurrentHashMap<>();

    @Activate
    public NodeView(
            @Reference Revisions revisions,
            @Reference RouteTable routes,
            @Reference ModuleHealth health,
            @Reference Doors doors,
            @Reference Operations operations,
            @Reference StartBreaker breaker,
            @Reference Obstacles obstacles,
            @Reference Workers workers,
            @Reference Readiness readiness,
            @Reference Node node,
            @Reference Platform platform) {
        this(
                revisions,
                routes,
                health,
                doors,
                operations,
                breaker,
                obstacles,
                workers,
                readiness,
                node.id(),
                platform.settings().safeMode(),
                Clock.systemUTC());
    }

    NodeView(
            Revisions revisions,
            RouteTable routes,
            ModuleHealth health,
            Doors doors,
            Operations operations,
            StartBreaker breaker,
            Obstacles obstacles,
            Workers workers,
            Readiness readiness,
            String node,
            boolean safeMode,
            Clock clock) {
        this.revisions = revisions;
        this.routes = routes;
        this.health = health;
        this.doors = doors;
        this.operations = operations;
        this.breaker = breaker;
        this.obstacles = obstacles;
        this.workers = workers;
        this.readiness = readiness;
        this.node = node;
        this.safeMode = safeMode;
        this.clock = clock;
    }

    private record Dated(InstallationState state, Instant since) {}

    /** What is seen now. */
    public Observed of(Installation installation) {
        var changing = changing(installation);
        if (changing.isPresent()) {
            var operation = changing.get();
            return seen(installation, changing(operation).orElseThrow(), operation.createdAt(), under(operation));
        }
        if (installation.desiredState() != InstallationState.ENABLED) {
            return seen(
                    installation,
                    installation.desiredState(),
                    installation.updatedAt(),
                    installation.reason().isEmpty() && installation.desiredState() == InstallationState.ERROR
                            ? "It could not be brought up; " + why(installation)
                            : installation.reason());
        }
        var closed = doors.closed(installation.tenantId(), installation.moduleName());
        return closed.isPresent()
                ? seen(installation, InstallationState.DISABLED, closed.get())
                : ofEnabled(installation);
    }

    /** Forgets installations that are none any more. */
    void keepOnly(Set<String> ids) {
        dated.keySet().retainAll(ids);
    }

    private Observed ofEnabled(Installation installation) {
        var module = installation.moduleName();
        var revision = revisions.serving(module);
        var route = routes.ofModule(module);
        if (revision.isEmpty() || route.isEmpty()) {
            return absent(installation);
        }
        if (route.filter(Route::parked).isPresent()) {
            var waiting = "It is being replaced in its place; " + route.get().staying() + " requests wait.";
            return seen(installation, InstallationState.UPDATING, waiting);
        }
        if (!revision.get().artifact().sha256().equals(installation.sha256())) {
            return seen(installation, InstallationState.UPDATING, another(revision.get(), installation));
        }
        var finding = health.of(module);
        return seen(installation, InstallationState.ENABLED, finding.since(), finding.reason());
    }

    /** Nothing of an enabled module serves: why, as far as this node knows without asking further. */
    private Observed absent(Installation installation) {
        if (safeMode) {
            return seen(installation, InstallationState.DISABLED, "This node runs in safe mode and starts no module.");
        }
        if (readiness.phase() == Readiness.Phase.STARTING) {
            return seen(
                    installation, InstallationState.REGISTERED, "This node is starting and has not come to it yet.");
        }
        var quarantine = breaker.quarantine(installation.sha256());
        if (quarantine.isPresent()) {
            return seen(installation, InstallationState.QUARANTINED, quarantine.get() + ".");
        }
        var obstacle = obstacles.of(installation.moduleName());
        if (obstacle.isPresent()) {
            return kept(installation, obstacle.get());
        }
        var coming = obstacles.comingSince(installation.moduleName());
        if (coming.isPresent()) {
            return seen(
                    installation, InstallationState.INSTALLING, coming.get(), "This node is fetching or starting it.");
        }
        var hanging = workers.overdue(installation.moduleName());
        return seen(
                installation,
                InstallationState.ERROR,
                hanging.isEmpty()
                        ? "No request reaches it on this node; " + why(installation)
                        : "Code of it does not come back; its thread is " + String.join(", ", hanging) + ".");
    }

    private Observed kept(Installation installation, Obstacle obstacle) {
        var state = obstacle.quarantined() ? InstallationState.QUARANTINED : InstallationState.ERROR;
        return seen(installation, state, obstacle.since(), obstacle.reason());
    }

    private Optional<Operation> changing(Installation installation) {
        return operations.running(installation.moduleName()).stream()
                .filter(operation -> !operation.state().ended())
                .filter(operation -> changing(operation).isPresent())
                .filter(operation -> operation.concerns(installation.tenantId()))
                .findFirst();
    }

    private static Optional<InstallationState> changing(Operation operation) {
        return ModuleVerb.of(operation).map(CHANGING::get);
    }

    private static String under(Operation operation) {
        return "Operation " + operation.id() + " (" + operation.kind() + ") works on it"
                + operation
                        .current()
                        .map(StepRecord::name)
                        .map(step -> ", at step " + step)
                        .orElse("") + ".";
    }

    private static String another(Revision serving, Installation installation) {
        return serving.version().equals(installation.version())
                ? "Other bytes of version " + serving.version() + " serve here than are installed."
                : "Version " + serving.version() + " serves here, " + installation.version() + " is installed.";
    }

    private static String why(Installation installation) {
        return "GET /api/v1/modules/" + installation.moduleName() + "/why tells more.";
    }

    /** Nothing else says since when, so it is since it was first seen. */
    private Observed seen(Installation installation, InstallationState state, String reason) {
        var first = dated.compute(
                installation.id(),
                (id, before) -> before != null && before.state() == state ? before : new Dated(state, clock.instant()));
        return observed(installation, state, first.since(), reason);
    }

    private Observed seen(Installation installation, InstallationState state, Instant since, String reason) {
        dated.remove(installation.id());
        return observed(installation, state, since, reason);
    }

    private Observed observed(Installation installation, InstallationState state, Instant since, String reason) {
        boolean serves = state == InstallationState.ENABLED || state == InstallationState.UPDATING;
        var status = serves ? health.of(installation.moduleName()).status() : Status.UNKNOWN;
        return new Observed(node, state, status, since, reason, false);
    }
}

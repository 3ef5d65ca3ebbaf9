package com.a64platform.core.installer;

import com.a64platform.api.HealthProbe;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Node;
import com.a64platform.core.routes.RouteTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * How the modules on this node are, as they say themselves. Every serving revision is asked every ten seconds; a probe
 * that has not come back is not asked again before it has. Thread-safe.
 */
@Component(service = ModuleHealth.class)
public final class ModuleHealth {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int MISSES = 3;

    private final Revisions revisions;
    private final RouteTable routes;
    private final Workers workers;
    private final String node;
    private final Duration limit;
    private final Clock clock;
    private final Map<Long, Finding> findings = new ConcurrentHashMap<>();
    private final Set<Long> asked = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Thread> rounds = new AtomicReference<>();

    @Activate
    public ModuleHealth(
            @Reference Revisions revisions,
            @Reference RouteTable routes,
            @Reference Workers workers,
            @Reference Node node) {
        this(revisions, routes, workers, node.id(), LIMIT, Clock.systemUTC());
        rounds.set(workers.repeat("module-health", PAUSE, this::askAll));
    }

    /** Asks only when told to. */
    ModuleHealth(Revisions revisions, RouteTable routes, Workers workers, String node, Duration limit, Clock clock) {
        this.revisions = revisions;
        this.routes = routes;
        this.workers = workers;
        this.node = node;
        this.limit = limit;
        this.clock = clock;
    }

    @Deactivate
    public void close() {
        Optional.ofNullable(rounds.get()).ifPresent(Thread::interrupt);
    }

    /** How a module is. */
    public enum Status {
        HEALTHY,
        UNHEALTHY,
        UNKNOWN
    }

    /**
     * What was found of a revision.
     *
     * @param since when the status became this
     * @param misses how many checks in a row went wrong; the third makes it unhealthy
     * @param reason what the last check had to say; empty when nothing
     */
    public record Finding(Status status, Optional<Instant> lastCheck, Instant since, int misses, String reason) {
        private Finding next(HealthProbe.Health health, Instant now) {
            int wrong = health.healthy() ? 0 : misses + 1;
            var next = health.healthy() ? Status.HEALTHY : wrong >= MISSES ? Status.UNHEALTHY : status;
            return new Finding(next, Optional.of(now), next == status ? since : now, wrong, health.detail());
        }
    }

    /**
     * An installation as this node sees it.
     *
     * @param reason why it is not as desired, or not healthy; empty when it is
     */
    public record Observed(String node, InstallationState state, Status health, Instant since, String reason) {}

    /** What is known of a module; unknown when it does not serve here or was not asked yet. */
    public Finding of(String module) {
        return revisions.serving(module).map(this::known).orElseGet(() -> nothing("It is not loaded on this node."));
    }

    /** Asks a module now, for at most five seconds, and returns what is known then. */
    public Finding check(String module) {
        revisions.serving(module).ifPresent(this::ask);
        return of(module);
    }

    /** What has become on this node of what an installation wants. */
    public Observed observe(Installation installation) {
        if (installation.desiredState() != InstallationState.ENABLED) {
            return new Observed(
                    node, installation.desiredState(), Status.UNKNOWN, installation.updatedAt(), installation.reason());
        }
        var finding = of(installation.moduleName());
        if (routes.ofModule(installation.moduleName()).isEmpty()) {
            var reason = "No request reaches it on this node; GET /api/v1/modules/" + installation.moduleName()
                    + "/why tells more.";
            return new Observed(node, InstallationState.ERROR, finding.status(), installation.updatedAt(), reason);
        }
        return new Observed(node, InstallationState.ENABLED, finding.status(), finding.since(), finding.reason());
    }

    private void askAll() {
        var serving = revisions.serving();
        findings.keySet().retainAll(serving.stream().map(Revision::bundleId).collect(Collectors.toSet()));
        serving.forEach(this::ask);
    }

    private void ask(Revision revision) {
        var health = asked.add(revision.bundleId())
                ? answer(revision)
                : HealthProbe.Health.down("An earlier check of its health has not come back.");
        var now = clock.instant();
        findings.compute(
                revision.bundleId(), (id, before) -> (before == null ? nothing("") : before).next(health, now));
    }

    private HealthProbe.Health answer(Revision revision) {
        try {
            return workers.callWithin(limit, "ask", revision.module(), () -> own(revision));
        } catch (Workers.Overdue overdue) {
            return HealthProbe.Health.down("Its health probe is silent: " + overdue.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HealthProbe.Health.down("The platform stopped asking.");
        } catch (Exception e) {
            return HealthProbe.Health.down("Its health probe throws " + e + ".");
        }
    }

    /** A module without a probe is well when its components lack nothing. */
    private HealthProbe.Health own(Revision revision) {
        try {
            var lacks = revision.lacks();
            if (!lacks.isEmpty()) {
                return HealthProbe.Health.down(String.join("; ", lacks) + ".");
            }
            return revision.probe().map(HealthProbe::check).orElseGet(HealthProbe.Health::up);
        } finally {
            asked.remove(revision.bundleId());
        }
    }

    private Finding known(Revision revision) {
        return findings.getOrDefault(revision.bundleId(), nothing("It was not asked yet."));
    }

    private Finding nothing(String reason) {
        return new Finding(Status.UNKNOWN, Optional.empty(), clock.instant(), 0, reason);
    }
}

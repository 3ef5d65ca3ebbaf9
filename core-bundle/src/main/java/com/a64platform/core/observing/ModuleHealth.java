package com.a64platform.core.observing;

import com.a64platform.api.HealthProbe.Health;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * How the modules on this node are, as they say themselves. Every serving revision is asked every ten seconds, one question
 * at a time; a probe that has not come back is not asked again before it has. What goes wrong while the store is away says
 * nothing about a module. Thread-safe.
 */
@Component(service = ModuleHealth.class)
public final class ModuleHealth {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int MISSES = 3;
    /** How many modules are asked at once, so that some that hang do not hold up the others' round for long. */
    private static final int LANES = 4;

    private final Revisions revisions;
    private final RouteTable routes;
    private final Workers workers;
    private final StoreCheck store;
    private final Duration limit;
    private final Clock clock;
    private final Map<Long, Finding> findings = new ConcurrentHashMap<>();
    /** Whose turn it is to ask a revision: who has to wait takes what the one before has found. */
    private final Map<Long, ReentrantLock> turns = new ConcurrentHashMap<>();
    /** Revisions whose code has a question that it has not answered yet. */
    private final Set<Long> asked = ConcurrentHashMap.newKeySet();

    private final AtomicReference<Thread> rounds = new AtomicReference<>();

    @Activate
    public ModuleHealth(
            @Reference Revisions revisions,
            @Reference RouteTable routes,
            @Reference Workers workers,
            @Reference StoreCheck store) {
        this(revisions, routes, workers, store, LIMIT, Clock.systemUTC());
        rounds.set(workers.repeat("module-health", PAUSE, this::askAll));
    }

    /** Asks only when told to. */
    ModuleHealth(
            Revisions revisions, RouteTable routes, Workers workers, StoreCheck store, Duration limit, Clock clock) {
        this.revisions = revisions;
        this.routes = routes;
        this.workers = workers;
        this.store = store;
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
        private Finding next(Health health, Instant now) {
            int wrong = health.healthy() ? 0 : misses + 1;
            var next = health.healthy() ? Status.HEALTHY : wrong >= MISSES ? Status.UNHEALTHY : status;
            return new Finding(next, Optional.of(now), next == status ? since : now, wrong, health.detail());
        }

        /** The store may be behind what went wrong: one that was well may or may not be, one that was not is not. */
        private Finding undecided(Health health, Instant now) {
            var next = status == Status.UNHEALTHY ? status : Status.UNKNOWN;
            var why = "The store does not answer, so this is not held against the module: " + health.detail();
            return new Finding(next, Optional.of(now), next == status ? since : now, misses, why);
        }
    }

    /** What is known of a module; unknown when it does not serve here or was not asked yet. */
    public Finding of(String module) {
        return revisions.serving(module).map(this::known).orElseGet(() -> nothing("It is not loaded on this node."));
    }

    /** Asks a module now, for at most five seconds, and returns what is known then. */
    public Finding check(String module) {
        revisions.serving(module).ifPresent(this::ask);
        return of(module);
    }

    /** One round; returns when all have been asked. */
    void askAll() {
        var serving = revisions.serving();
        var ids = serving.stream().map(Revision::bundleId).collect(Collectors.toSet());
        findings.keySet().retainAll(ids);
        turns.keySet().retainAll(ids);
        // by name: a round may take long, and one that is unloaded meanwhile is neither asked nor held
        var due = serving.stream().map(Revision::module).collect(Collectors.toCollection(ConcurrentLinkedQueue::new));
        var lanes = IntStream.range(0, Math.min(LANES, due.size()))
                .mapToObj(lane -> workers.start("module-health-lane", () -> askDue(due)))
                .toList();
        try {
            for (var lane : lanes) {
                lane.join();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void askDue(Queue<String> due) {
        for (var next = due.poll(); next != null && !Thread.currentThread().isInterrupted(); next = due.poll()) {
            revisions.serving(next).ifPresent(this::ask);
        }
    }

    private void ask(Revision revision) {
        var before = findings.get(revision.bundleId());
        var turn = turns.computeIfAbsent(revision.bundleId(), unknown -> new ReentrantLock());
        try {
            if (!turn.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // who asks now writes down what comes of it
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (findings.get(revision.bundleId()) == before) {
                judge(revision);
            }
        } finally {
            turn.unlock();
        }
    }

    private void judge(Revision revision) {
        long silences = store.silences();
        var health = asked.add(revision.bundleId())
                ? answer(revision)
                : Health.down("An earlier check of its health has not come back.");
        boolean excused = !health.healthy() && (store.silences() != silences || !store.answers());
        if (Thread.currentThread().isInterrupted()) {
            return; // The platform stops; that says nothing about the module.
        }
        var now = clock.instant();
        findings.compute(revision.bundleId(), (id, known) -> {
            var before = known == null ? nothing("") : known;
            return excused ? before.undecided(health, now) : before.next(health, now);
        });
    }

    private Health answer(Revision revision) {
        try {
            return workers.callWithin(limit, "ask", revision.module(), () -> own(revision));
        } catch (Workers.Overdue overdue) {
            return Health.down("Its health probe is silent: " + overdue.getMessage() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.down("The platform stopped asking.");
        } catch (ExecutionException e) {
            return HealthQuestion.down("Its health probe throws " + e.getCause() + ".");
        } catch (Exception e) {
            return HealthQuestion.down("Its health probe throws " + e + ".");
        }
    }

    private Health own(Revision revision) {
        try {
            return HealthQuestion.ask(revision, handler(revision));
        } finally {
            asked.remove(revision.bundleId());
        }
    }

    private Optional<RequestHandler> handler(Revision revision) {
        return routes.ofModule(revision.module())
                .filter(route -> !route.parked())
                .map(Route::handler);
    }

    private Finding known(Revision revision) {
        return findings.getOrDefault(revision.bundleId(), nothing("It was not asked yet."));
    }

    private Finding nothing(String reason) {
        return new Finding(Status.UNKNOWN, Optional.empty(), clock.instant(), 0, reason);
    }
}

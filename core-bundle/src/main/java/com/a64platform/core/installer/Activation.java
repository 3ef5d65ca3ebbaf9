package com.a64platform.core.installer;

import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a verified artifact to life beside the revision that serves and swaps the two in one write of the route table. The
 * old one takes no more requests and stays loaded for a while, so that it can serve again at once. Thread-safe for
 * different modules; operations keep two changes of the same module apart.
 */
@Component(service = Activation.class)
public final class Activation {
    private static final Logger log = LoggerFactory.getLogger(Activation.class);
    /** How long a module may take to start and get ready. */
    public static final Duration START_LIMIT = Duration.ofSeconds(20);

    private static final Duration COOLING = Duration.ofSeconds(1);

    private final Revisions revisions;
    private final RouteTable routes;
    private final ModuleApplications applications;
    private final Fitness fitness;
    private final WarmRevisions warm;
    private final InPlace inPlace;
    private final Map<String, Candidate> candidates = new ConcurrentHashMap<>();

    @Activate
    public Activation(
            @Reference Revisions revisions,
            @Reference RouteTable routes,
            @Reference ModuleApplications applications,
            @Reference Workers workers,
            @Reference Platform platform) {
        this(revisions, routes, applications, workers, platform.settings().updateWatch(), System::nanoTime);
        workers.repeat("warm-revisions", COOLING, warm::coolOverdue);
    }

    /**
     * Unloads what was kept warm only when told to.
     *
     * @param window how long a replaced revision is kept; zero for not at all
     */
    Activation(
            Revisions revisions,
            RouteTable routes,
            ModuleApplications applications,
            Workers workers,
            Duration window,
            LongSupplier nanos) {
        this.revisions = revisions;
        this.routes = routes;
        this.applications = applications;
        this.fitness = new Fitness(workers);
        this.warm = new WarmRevisions(revisions, workers, window, nanos);
        this.inPlace = new InPlace(revisions, routes, warm, this::route);
    }

    /**
     * A revision that is loaded, answers its probe and has every declared route, but serves nobody yet.
     *
     * @param kept what it was before when it was warm
     */
    private record Candidate(Revision revision, Route route, Optional<WarmRevisions.Warm> kept) {}

    /**
     * Loads an artifact and makes sure that it can serve. Nobody sees it until {@link #swapIn}. One that may not live beside
     * the revision that serves takes its place: requests wait from here until one of the two serves.
     *
     * @throws ProblemException MODULE_START_FAILED or ROUTE_CONFLICT; everything of it is gone again
     */
    public Revision prepare(VerifiedArtifact artifact, Duration limit) {
        routes.claim(artifact.descriptor().routePrefix(), artifact.name());
        try {
            inPlace.makeRoom(artifact);
            long end = System.nanoTime() + limit.toNanos();
            var revision = revisions.load(artifact, limit);
            var route = route(revision);
            candidates.put(artifact.name(), new Candidate(revision, route, Optional.empty()));
            fitness.requireDeclaredRoutes(artifact, route, until(end));
            fitness.requireHealthy(revision, route, until(end));
            return revision;
        } catch (ModuleFault | ProblemException fault) {
            abandon(artifact.name());
            throw Fitness.refusal(artifact, fault);
        }
    }

    /**
     * Gets a version that was replaced ready to serve again: the warm revision of it, or else it is loaded anew. Nobody sees
     * it until {@link #swapIn}.
     *
     * @throws ProblemException as {@link #prepare}, also when a warm one is not well; that one stays warm
     */
    public void prepareAgain(VerifiedArtifact artifact, Duration limit) {
        routes.claim(artifact.descriptor().routePrefix(), artifact.name());
        var kept = warm.take(artifact);
        if (kept.isEmpty()) {
            prepare(artifact, limit);
            return;
        }
        var revision = kept.get().revision();
        var route = kept.get().open().orElseGet(() -> route(revision));
        candidates.put(artifact.name(), new Candidate(revision, route, kept));
        try {
            fitness.requireHealthy(revision, route, limit);
        } catch (ModuleFault | ProblemException fault) {
            abandon(artifact.name());
            throw Fitness.refusal(artifact, fault);
        }
    }

    /** Whether this very artifact serves. */
    public boolean serves(VerifiedArtifact artifact) {
        return serving(artifact.name())
                .filter(now -> now.sha256().equals(artifact.sha256()))
                .isPresent();
    }

    /** The artifact that serves a module. */
    public Optional<VerifiedArtifact> serving(String module) {
        return revisions.serving(module).map(Revision::artifact);
    }

    /** The artifact of a revision that is prepared and serves nobody yet. */
    public Optional<VerifiedArtifact> prepared(String module) {
        var candidate = Optional.ofNullable(candidates.get(module));
        return candidate.map(ready -> ready.revision().artifact());
    }

    /** The modules of which a revision is prepared. */
    public Set<String> prepared() {
        return Set.copyOf(candidates.keySet());
    }

    /** The revision that is prepared, or else the one that serves. */
    public Optional<Revision> newest(String module) {
        return Optional.ofNullable(candidates.get(module))
                .map(Candidate::revision)
                .or(() -> revisions.serving(module));
    }

    /**
     * Lets the prepared revision serve; the one before takes no more requests and is kept warm. Does not wait for those
     * inside. Nothing happens when none was prepared.
     */
    public void swapIn(String module) {
        var next = candidates.remove(module);
        if (next == null) {
            return;
        }
        var before = routes.ofModule(module);
        routes.attach(next.route());
        before.filter(route -> !route.prefix().equals(next.route().prefix())).ifPresent(routes::detach);
        var replaced = revisions.promote(next.revision());
        replaced.ifPresent(revision -> warm.keep(revision, before));
        inPlace.done(module);
        var serving = next.route();
        log.info("Module {} {} serves {}", module, serving.version(), serving.prefix());
    }

    /** At the platform's start: serves without building the application, which its first request does. */
    public void serveLazily(VerifiedArtifact artifact, Duration limit) {
        try {
            var revision = revisions.load(artifact, limit);
            routes.attach(route(revision));
            revisions.promote(revision);
        } catch (ModuleFault fault) {
            throw Fitness.refusal(artifact, fault);
        }
    }

    /**
     * Throws a prepared revision away, or keeps it warm again, and lets the one serve again that has made room for it;
     * nothing happens when there is none.
     *
     * @throws ProblemException MODULE_START_FAILED when that one does not start again; nothing of the module serves then
     */
    public void abandon(String module) {
        routes.release(module);
        Optional.ofNullable(candidates.remove(module))
                .ifPresent(candidate -> candidate.kept().ifPresentOrElse(warm::putBack, () -> {
                    candidate.route().handler().close();
                    revisions.unload(candidate.revision());
                }));
        inPlace.bringBack(module, START_LIMIT);
    }

    /**
     * Takes a module's routes away at once, lets the requests inside end, and unloads it.
     *
     * @param farewell what is to be done when nobody can reach the module any more but it is still loaded
     */
    public void takeDown(String module, Runnable farewell) {
        try {
            takeAway(module, farewell);
        } finally {
            warm.cool(module); // may wait for its requests, while nothing here knows the other any more
        }
    }

    private void takeAway(String module, Runnable farewell) {
        var route = routes.ofModule(module);
        route.ifPresent(routes::detach);
        try {
            farewell.run();
        } finally {
            revisions.serving(module).ifPresent(revision -> warm.retire(revision, route));
        }
    }

    /** The revision that was replaced and is still loaded, so that it can serve again at once. */
    Optional<Revision> warm(String module) {
        return warm.of(module).map(WarmRevisions.Warm::revision);
    }

    /** Unloads the warm revision of a module, when there is one, as soon as its last request has left. */
    public void cool(String module) {
        warm.cool(module);
    }

    /** Digests of the artifacts that are kept warm. */
    public Set<String> warmArtifacts() {
        return warm.artifacts();
    }

    /** Unloads the warm ones whose window is over. */
    void coolOverdue() {
        warm.coolOverdue();
    }

    private Route route(Revision revision) {
        return new Route(
                revision.artifact().descriptor().routePrefix(),
                revision.module(),
                revision.version(),
                applications.create(revision));
    }

    private static Duration until(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }
}

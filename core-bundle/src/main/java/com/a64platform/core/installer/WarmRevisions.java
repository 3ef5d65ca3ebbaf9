package com.a64platform.core.installer;

import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.routes.Route;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revisions that were replaced and are still loaded, so that they can serve again at once: one for each module at the
 * most, each for the window after its replacement. No request gets to one; those that were inside end there. Thread-safe.
 */
final class WarmRevisions {
    private static final Logger log = LoggerFactory.getLogger(WarmRevisions.class);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
    /** How long those that were cut off may take to notice it. */
    private static final Duration CUT_LIMIT = Duration.ofSeconds(1);

    private final Revisions revisions;
    private final Workers workers;
    private final Duration window;
    private final LongSupplier nanos;
    private final Map<String, Warm> warm = new ConcurrentHashMap<>();
    /** Of those that serve again, the route they had before: requests may be inside that came by it. */
    private final Map<Revision, Route> earlier = new ConcurrentHashMap<>();

    /** @param nanos monotonic nanoseconds of this process */
    WarmRevisions(Revisions revisions, Workers workers, Duration window, LongSupplier nanos) {
        this.revisions = revisions;
        this.workers = workers;
        this.window = window;
        this.nanos = nanos;
    }

    /**
     * A replaced revision.
     *
     * @param route closed; requests that came before may still be inside
     * @param since when it was replaced, in monotonic nanoseconds
     */
    record Warm(Revision revision, Optional<Route> route, long since) {
        /** A route of its own to the same application, which lets requests in. */
        Optional<Route> open() {
            return route.map(old -> new Route(old.prefix(), old.module(), old.version(), old.handler()));
        }
    }

    /** Lets no more requests into a replaced revision and keeps it; the one kept before for its module goes. */
    void keep(Revision revision, Optional<Route> route) {
        route.ifPresent(Route::close);
        var kept = new Warm(revision, route, nanos.getAsLong());
        if (window.isZero()) {
            retire(kept);
            return;
        }
        retireAside(warm.put(revision.module(), kept));
    }

    /** The kept revision of an artifact, which is the caller's from now on. */
    Optional<Warm> take(VerifiedArtifact artifact) {
        return of(artifact.name())
                .filter(kept -> kept.revision().artifact().sha256().equals(artifact.sha256()))
                .filter(kept -> warm.remove(artifact.name(), kept))
                .map(this::rememberRoute);
    }

    /** Keeps one again that was taken and did not come to serve, unless its module has another by now. */
    void putBack(Warm taken) {
        if (warm.putIfAbsent(taken.revision().module(), taken) != null) {
            retireAside(taken);
        }
    }

    Set<String> artifacts() {
        return warm.values().stream()
                .map(kept -> kept.revision().artifact().sha256())
                .collect(Collectors.toSet());
    }

    Optional<Warm> of(String module) {
        return Optional.ofNullable(warm.get(module));
    }

    /** Unloads a module's kept revision, when there is one, as soon as nobody is inside. */
    void cool(String module) {
        Optional.ofNullable(warm.remove(module)).ifPresent(this::retire);
    }

    /** Unloads those whose window is over; does not wait for it. */
    void coolOverdue() {
        long now = nanos.getAsLong();
        warm.values().stream()
                .filter(kept -> now - kept.since() >= window.toNanos())
                .filter(kept -> warm.remove(kept.revision().module(), kept))
                .forEach(this::retireAside);
    }

    /** Closes and unloads a revision that serves no more, when the last request has left or may not stay any longer. */
    void retire(Revision revision, Optional<Route> route) {
        route.ifPresent(Route::close);
        retire(new Warm(revision, route, nanos.getAsLong()));
    }

    private Warm rememberRoute(Warm taken) {
        taken.route().ifPresent(route -> earlier.put(taken.revision(), route));
        return taken;
    }

    private void retireAside(Warm kept) {
        if (kept != null) {
            workers.start("retire-" + kept.revision().module(), () -> retire(kept));
        }
    }

    private void retire(Warm kept) {
        var left = DRAIN_LIMIT.minusNanos(nanos.getAsLong() - kept.since());
        Optional.ofNullable(earlier.remove(kept.revision())).ifPresent(route -> drain(route, left));
        kept.route().ifPresent(route -> {
            drain(route, left);
            route.handler().close();
        });
        revisions.unload(kept.revision());
    }

    private static void drain(Route route, Duration limit) {
        if (!route.drain(limit)) {
            log.warn(
                    "{} requests are still inside {} {}; they are cut off",
                    route.inFlight(),
                    route.module(),
                    route.version());
            route.cut();
            route.drain(CUT_LIMIT);
        }
    }
}

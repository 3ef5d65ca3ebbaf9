package com.a64platform.core.installer;

import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.routes.Route;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
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
    record Warm(Revision revision, Optional<Route> route, long since) {}

    /** Lets no more requests into a replaced revision and keeps it; the one kept before for its module goes. */
    void keep(Revision revision, Optional<Route> route) {
        route.ifPresent(WarmRevisions::close);
        var kept = new Warm(revision, route, nanos.getAsLong());
        if (window.isZero()) {
            retire(kept);
            return;
        }
        retireAside(warm.put(revision.module(), kept));
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
        route.ifPresent(WarmRevisions::close);
        retire(new Warm(revision, route, nanos.getAsLong()));
    }

    private void retireAside(Warm kept) {
        if (kept != null) {
            workers.start("retire-" + kept.revision().module(), () -> retire(kept));
        }
    }

    private void retire(Warm kept) {
        kept.route().ifPresent(old -> {
            if (!old.drain(DRAIN_LIMIT.minusNanos(nanos.getAsLong() - kept.since()))) {
                log.warn(
                        "{} requests are still inside {} {}; they are cut off",
                        old.inFlight(),
                        old.module(),
                        old.version());
                old.cut();
                old.drain(CUT_LIMIT);
            }
            old.handler().close();
        });
        revisions.unload(kept.revision());
    }

    private static void close(Route route) {
        route.close();
    }
}

package com.a64platform.core.installer;

import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Modules that may not be loaded twice: the revision that serves makes room for the next one while its requests wait, and
 * is loaded again from its verified copy when the next one does not get ready. Thread-safe for different modules.
 */
final class InPlace {
    private static final Logger log = LoggerFactory.getLogger(InPlace.class);

    private final Revisions revisions;
    private final RouteTable routes;
    private final WarmRevisions warm;
    private final Function<Revision, Route> route;
    private final Map<String, Displaced> displaced = new ConcurrentHashMap<>();

    /** @param route makes the route of a loaded revision */
    InPlace(Revisions revisions, RouteTable routes, WarmRevisions warm, Function<Revision, Route> route) {
        this.revisions = revisions;
        this.routes = routes;
        this.warm = warm;
        this.route = route;
    }

    /**
     * A revision that has made room.
     *
     * @param parked what stands in the table for it
     */
    private record Displaced(VerifiedArtifact artifact, Optional<Route> parked) {}

    /** Parks the module and unloads its revisions if an artifact may not be loaded beside them. Waits for their requests. */
    void makeRoom(VerifiedArtifact next) {
        var module = next.name();
        warm.of(module)
                .filter(kept -> !revisions.besides(next, kept.revision()))
                .ifPresent(kept -> warm.cool(module));
        revisions.serving(module).filter(old -> !revisions.besides(next, old)).ifPresent(this::displace);
    }

    private void displace(Revision old) {
        var serving = routes.ofModule(old.module());
        displaced.put(old.module(), new Displaced(old.artifact(), serving.map(routes::park)));
        log.info("Module {} {} makes room for the next version", old.module(), old.version());
        warm.retire(old, serving);
    }

    /** The next revision serves. */
    void done(String module) {
        displaced.remove(module);
    }

    /**
     * Loads what has made room again and lets it serve; nothing happens when nothing has.
     *
     * @throws ProblemException MODULE_START_FAILED when it does not start any more; nothing serves then
     */
    void bringBack(String module, Duration limit) {
        var old = displaced.remove(module);
        if (old == null) {
            return;
        }
        try {
            var revision = revisions.load(old.artifact(), limit);
            routes.attach(route.apply(revision));
            revisions.promote(revision);
            log.info("Module {} {} serves again", module, revision.version());
        } catch (ModuleFault fault) {
            throw new ProblemException(
                    ErrorCode.MODULE_START_FAILED,
                    "Neither the new version of module " + module + " starts nor "
                            + old.artifact().version() + " again, which made room for it: " + fault.getMessage() + ".",
                    fault);
        } finally {
            old.parked().ifPresent(routes::detach); // who waits must not wait for what does not come
        }
    }
}

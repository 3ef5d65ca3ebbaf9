package com.a64platform.core.routes;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Which revision serves a path, and which paths have none at the moment: those whose module is not loaded, and those whose
 * module is being replaced in its place. Readers see one immutable map; a change is one atomic write of the next.
 * Thread-safe.
 */
@Component(service = RouteTable.class)
public final class RouteTable {
    /** What every module's prefix starts with. */
    public static final String ROOT = "/api/v1/";

    private volatile Map<String, Route> routes = Map.of();
    /** Modules by the prefix that they would serve if they were loaded. */
    private final Map<String, String> unserved = new ConcurrentHashMap<>();
    /** Modules by the prefix that they are getting ready to serve. */
    private final Map<String, String> claimed = new HashMap<>();

    @Activate
    public RouteTable() {}

    /**
     * Enters the revision that serves a path; the caller must {@link Route#exit()} it.
     *
     * @param path a whole request path in plain form
     */
    public Optional<Route> enter(String path) {
        var key = key(path);
        while (true) {
            var route = routes.get(key);
            if (route == null) {
                return Optional.empty();
            }
            if (route.enter()) {
                return Optional.of(route);
            }
            Thread.onSpinWait(); // It was taken out after we looked; the next look finds its successor or nothing.
        }
    }

    /**
     * Puts a route in, in place of the module's one before. Who waited while it was parked looks again.
     *
     * @return the route it replaced, still to be drained
     * @throws ProblemException ROUTE_CONFLICT when another module holds the prefix; nothing was changed
     */
    public synchronized Optional<Route> attach(Route route) {
        refuseConflict(route.prefix(), route.module());
        var next = new HashMap<>(routes);
        var before = Optional.ofNullable(next.put(key(route.prefix()), route));
        routes = Map.copyOf(next);
        claimed.remove(key(route.prefix()), route.module());
        unserved.remove(key(route.prefix()));
        before.filter(Route::parked).ifPresent(Route::close);
        return before.filter(replaced -> !replaced.parked());
    }

    /** Takes a route out if it is the one that serves. */
    public synchronized void detach(Route route) {
        var next = new HashMap<>(routes);
        if (next.remove(key(route.prefix()), route)) {
            unserved(route.prefix(), route.module());
            routes = Map.copyOf(next);
            Optional.of(route).filter(Route::parked).ifPresent(Route::close);
        }
    }

    /**
     * Parks a route whose revision is being replaced: from now on whoever asks for it waits, until another is attached or
     * what is returned here is detached.
     *
     * @param route the one that serves, which is still to be drained
     * @return what stands in the table meanwhile
     */
    public synchronized Route park(Route route) {
        var parked = Route.inPlaceOf(route);
        attach(parked);
        return parked;
    }

    /** Remembers whose prefix this is although nothing serves it, so that a client can be told more than 404. */
    public void unserved(String prefix, String module) {
        unserved.put(key(prefix), module);
    }

    /** The module that would serve a path if it were loaded. */
    public Optional<String> unservedModule(String path) {
        return Optional.ofNullable(unserved.get(key(path)));
    }

    /** Whether it is remembered of a prefix that it is this module's, which is not loaded. */
    public boolean remembers(String module) {
        return unserved.containsValue(module);
    }

    /**
     * Keeps a prefix for a module that gets ready, until its route is attached or it gives up: of two that come at once only
     * one may.
     *
     * @throws ProblemException ROUTE_CONFLICT when a module other than this one holds the prefix or has claimed it
     */
    public synchronized void claim(String prefix, String module) {
        refuseConflict(prefix, module);
        claimed.put(key(prefix), module);
    }

    /** A module gives up what it has claimed. */
    public synchronized void release(String module) {
        claimed.values().removeIf(module::equals);
    }

    /** @throws ProblemException ROUTE_CONFLICT when a module other than this one holds the prefix or has claimed it */
    public synchronized void refuseConflict(String prefix, String module) {
        var key = key(prefix);
        var holder =
                Optional.ofNullable(routes.get(key)).map(Route::module).or(() -> Optional.ofNullable(claimed.get(key)));
        holder.filter(other -> !other.equals(module)).ifPresent(other -> {
            throw new ProblemException(
                    ErrorCode.ROUTE_CONFLICT,
                    prefix + " is served by module " + other + "; one of the two must change its routePrefix");
        });
    }

    /** The route that serves a module, or is parked until one does. */
    public Optional<Route> ofModule(String module) {
        return routes.values().stream()
                .filter(route -> route.module().equals(module))
                .findFirst();
    }

    /** What serves now. */
    public Collection<Route> all() {
        return routes.values().stream().filter(route -> !route.parked()).toList();
    }

    /** The one segment after the root: {@code /api/v1/farm-manager/farms} gives {@code farm-manager}. */
    private static String key(String path) {
        if (!path.startsWith(ROOT)) {
            return "";
        }
        int end = path.indexOf('/', ROOT.length());
        return end < 0 ? path.substring(ROOT.length()) : path.substring(ROOT.length(), end);
    }
}

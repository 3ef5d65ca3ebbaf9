package com.a64platform.core.doors;

import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.NotOnNode;
import com.a64platform.core.problem.ProblemException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Which tenants may use which modules at this moment, and what of theirs is open. It is kept in memory, so that a loss
 * counts at once and whatever an operation is busy with. Whoever lets a tenant into a module enters here first. Thread-safe.
 */
@Component(service = Doors.class)
public final class Doors {
    /** How long what is nearly done may go on after a loss. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    /** How long what was only asked to go may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Workers workers;
    private final Duration patience;
    private final Map<Place, String> closed = new ConcurrentHashMap<>();
    /** Those that other nodes need not know of, with why. */
    private final Map<Place, Here> closedHere = new ConcurrentHashMap<>();

    private final Map<Place, Set<Visit>> inside = new ConcurrentHashMap<>();
    private volatile Consumer<String> listener = module -> {};

    @Activate
    public Doors(@Reference Workers workers) {
        this(workers, PATIENCE);
    }

    Doors(Workers workers, Duration patience) {
        this.workers = workers;
        this.patience = patience;
    }

    /** Something of a tenant that goes on inside a module: a request, a stream, a subscription, a run of a job. */
    public interface Visit {
        /** Whether it lasts until somebody ends it; what does not may come to its end when the tenant loses the module. */
        boolean lasting();

        /** The session of the person it is for; empty when it is for nobody. */
        default String session() {
            return "";
        }

        /** Asks it to end in order, from any thread; does not block. It may go on as long as it has to. */
        default void leave() {}

        /** Ends it, from any thread; does not block, and does nothing when it has ended. */
        void cut();
    }

    /**
     * What of this node keeps a tenant out of a module.
     *
     * @param kind names it, such as {@code unsealable}
     * @param reason one sentence
     */
    public record Here(String kind, String reason, Instant since) {}

    /** Spelled out, for a record's own are slow before the optimising compiler and each request asks. */
    private record Place(String tenantId, String module) {
        @Override
        public int hashCode() {
            return 31 * tenantId.hashCode() + module.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && tenantId.equals(place.tenantId) && module.equals(place.module);
        }
    }

    /**
     * Lets a visit in. It is known before the door is looked at, so that a loss at this moment either refuses or cuts it.
     *
     * @return to be run when the visit has ended
     * @throws ProblemException as {@link #require}
     */
    public Runnable enter(String tenantId, String module, Visit visit) {
        var place = new Place(tenantId, module);
        inside.compute(place, (same, visits) -> with(visits, visit));
        try {
            require(tenantId, module);
        } catch (ProblemException refused) {
            leave(place, visit);
            throw refused;
        }
        return () -> leave(place, visit);
    }

    /** @throws ProblemException MODULE_DISABLED when the tenant has lost the module, MODULE_NOT_ON_NODE when it has here */
    public void require(String tenantId, String module) {
        var place = new Place(tenantId, module);
        var reason = closed.get(place);
        if (reason != null) {
            throw new ProblemException(
                    ErrorCode.MODULE_DISABLED, "Module " + module + " is DISABLED for your tenant: " + reason);
        }
        if (closedHere.containsKey(place)) {
            throw NotOnNode.of(module);
        }
    }

    /** Why a tenant may not use a module at this moment; empty when it may. */
    public Optional<String> closed(String tenantId, String module) {
        return Optional.ofNullable(closed.get(new Place(tenantId, module)))
                .or(() -> closedHere(tenantId, module).map(Here::reason));
    }

    /** Why a tenant may not use a module on this node, whatever other nodes say; empty when nothing here keeps it. */
    public Optional<Here> closedHere(String tenantId, String module) {
        return Optional.ofNullable(closedHere.get(new Place(tenantId, module)));
    }

    /**
     * Lets nobody of a tenant into a module any more and cuts what is inside.
     *
     * @param reason one sentence
     */
    public void close(String tenantId, String module, String reason) {
        var place = new Place(tenantId, module);
        if (closed.put(place, reason) == null) {
            cut(place);
        }
    }

    /** The same for a reason that is this node's alone. */
    public void closeHere(String tenantId, String module, String kind, String reason) {
        var place = new Place(tenantId, module);
        if (closedHere.putIfAbsent(place, new Here(kind, reason, Instant.now())) == null) {
            cut(place);
            listener.accept(module);
        }
    }

    /** Nothing of this node keeps the tenant out any more. */
    public void openHere(String tenantId, String module) {
        if (closedHere.remove(new Place(tenantId, module)) != null) {
            listener.accept(module);
        }
    }

    /** @param hears of each module whose doors open or close for a reason of this node; there is one listener */
    public void whenChangedHere(Consumer<String> hears) {
        listener = hears;
    }

    /** Lets the tenant in again. */
    public void open(String tenantId, String module) {
        closed.remove(new Place(tenantId, module));
    }

    /** Cuts what somebody has open whose session has ended, in whatever module. */
    public void signOut(String session) {
        inside.forEach((place, visits) -> {
            var his = visits.stream()
                    .filter(visit -> visit.session().equals(session))
                    .toList();
            his.stream().filter(Visit::lasting).forEach(Visit::cut);
            cutLater(place, his, FAREWELL);
        });
    }

    /** Asks what a tenant has open in a module to go, and cuts what has not gone after 30 s; does not wait for it. */
    public void sendAway(String tenantId, String module) {
        var place = new Place(tenantId, module);
        var visits = List.copyOf(inside.getOrDefault(place, Set.of()));
        visits.forEach(Visit::leave);
        if (visits.stream().anyMatch(Visit::lasting)) {
            cutLater(place, visits, patience);
        }
    }

    /** Cuts what a tenant has open in a module and what would last; what is nearly done comes to its end. */
    private void cutLasting(String tenantId, String module) {
        inside.getOrDefault(new Place(tenantId, module), Set.of()).stream()
                .filter(Visit::lasting)
                .forEach(Visit::cut);
    }

    /** What lasts at once, the rest a moment later; does not wait for it. */
    private void cut(Place place) {
        cutLasting(place.tenantId(), place.module());
        cutLater(place, inside.getOrDefault(place, Set.of()), FAREWELL);
    }

    /** Known weakly meanwhile, for whoever has left by then would keep the module in memory. */
    private void cutLater(Place place, Collection<Visit> visits, Duration wait) {
        var those = visits.stream().map(WeakReference::new).toList();
        if (!those.isEmpty()) {
            workers.start("farewell-" + place.module(), () -> {
                LockSupport.parkNanos(wait.toNanos());
                cutThoseInside(place, those);
            });
        }
    }

    /** How many visits a tenant has inside a module. */
    public int inside(String tenantId, String module) {
        return inside.getOrDefault(new Place(tenantId, module), Set.of()).size();
    }

    /** Within the map's own step, so that a set which has just become empty is not lost with a visit in it. */
    private static Set<Visit> with(Set<Visit> visits, Visit visit) {
        Set<Visit> known = visits == null ? ConcurrentHashMap.newKeySet() : visits;
        known.add(visit);
        return known;
    }

    private void cutThoseInside(Place place, List<WeakReference<Visit>> visits) {
        var still = inside.getOrDefault(place, Set.of());
        visits.stream()
                .flatMap(visit -> Stream.ofNullable(visit.get()))
                .filter(still::contains)
                .forEach(Visit::cut);
    }

    private void leave(Place place, Visit visit) {
        inside.computeIfPresent(place, (same, visits) -> {
            visits.remove(visit);
            return visits.isEmpty() ? null : visits;
        });
    }
}

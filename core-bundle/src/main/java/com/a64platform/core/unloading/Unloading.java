package com.a64platform.core.unloading;

import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.unloading.Remnant.CannotLook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows every unloaded revision until its class loader is collected or is known to stay. While there is one to follow a
 * thread looks after it; the Java machine is made to collect only when a loader has waited for some time, for all that
 * wait at once, rarely, and in a moment in which nobody asks if there is one soon, because that stops every request.
 * Thread-safe.
 */
@Component(service = Unloading.class)
public final class Unloading {
    private static final Logger log = LoggerFactory.getLogger(Unloading.class);

    /** How many forced collections a loader is in memory after before it is said to stay. */
    private static final int COLLECTIONS = 2;

    private static final int REMEMBERED = 100;

    private final Workers workers;
    private final KnownRemnants remnants;
    private final BooleanSupplier collection;
    private final Pace pace;
    private final Lull lull;
    private final ReentrantLock looking = new ReentrantLock();
    private final List<Departure> open = new CopyOnWriteArrayList<>();
    private final List<Departure> held = new CopyOnWriteArrayList<>();
    private final Queue<Departure> untold = new ConcurrentLinkedQueue<>();
    private final List<UnloadListener> listeners = new CopyOnWriteArrayList<>();
    private boolean following;
    private long collectedAt;

    @Activate
    public Unloading(@Reference Workers workers, @Reference KnownRemnants remnants, @Reference Readiness readiness) {
        this(
                workers,
                remnants,
                ForcedCollection::run,
                Pace.ORDINARY,
                new Lull(readiness::entered, Duration.ofSeconds(1), Duration.ofMinutes(1)));
    }

    /** @param collection makes the Java machine collect; false when it did not */
    Unloading(Workers workers, KnownRemnants remnants, BooleanSupplier collection, Pace pace, Lull lull) {
        this.workers = workers;
        this.remnants = remnants;
        this.collection = collection;
        this.pace = pace;
        this.lull = lull;
        this.collectedAt = System.nanoTime() - pace.between().toNanos();
    }

    /**
     * How often is looked.
     *
     * @param round from one look at the loaders to the next
     * @param patience how long a loader may take to be collected by itself while nobody asks
     * @param between from one forced collection to the next
     * @param grace how long what only looks at modules may hold a loader before it is said to stay for a reason that is
     *     not known; nobody is to blame for a moment
     */
    record Pace(Duration round, Duration patience, Duration between, Duration grace) {
        static final Pace ORDINARY =
                new Pace(Duration.ofMillis(250), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofSeconds(3));
    }

    /** From now on this hears what becomes of unloaded revisions. */
    public void listen(UnloadListener listener) {
        listeners.add(listener);
    }

    /** Id of the operation that works on a module now; empty when none does. */
    public String operationOn(String module) {
        return listeners.stream()
                .map(listener -> listener.operationOn(module))
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse("");
    }

    /**
     * A revision was unloaded; returns at once.
     *
     * @param operation id of the operation that is to blame when something stays; empty for none
     */
    public void departed(String module, String version, String operation, ClassLoader loader) {
        open.add(new Departure(module, version, operation, loader, Instant.now(), System.nanoTime()));
        follow();
    }

    /** Unloaded revisions of a module that are known to be in memory still, the oldest first. */
    public List<Departure> held(String module) {
        return Departure.of(module, held);
    }

    /** All revisions, of all modules, that were unloaded and not collected so far. */
    public List<Departure> uncollected() {
        List<Departure> all = new ArrayList<>(open);
        all.addAll(held);
        all.removeIf(Departure::collected);
        return all;
    }

    /**
     * Finds out now what stays of a module's unloaded revisions, also of one that is unloaded meanwhile. Stops every thread
     * of the process up to three times for as long as a full collection takes, in that case more often, and waits a few
     * seconds when one that was unloaded just now is held by what is of no known kind.
     */
    public List<Departure> judge(String module) {
        looking.lock();
        try {
            boolean done = true;
            for (int i = 0; done && i < 2 * COLLECTIONS && isUndecided(module); i++) {
                done = collect();
            }
            if (awaitGrace(module)) {
                collect();
            }
            settle();
        } finally {
            looking.unlock();
        }
        follow();
        return held(module);
    }

    private boolean isUndecided(String module) {
        return Departure.of(module, open).stream().anyMatch(one -> one.survived() < COLLECTIONS);
    }

    /** Whether there is something to be looked at again. */
    private boolean awaitGrace(String module) {
        var left = Departure.of(module, open).stream()
                .filter(one -> one.survived() >= COLLECTIONS)
                .mapToLong(this::graceLeft)
                .max();
        try {
            TimeUnit.NANOSECONDS.sleep(left.orElse(0));
            return left.isPresent();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long graceLeft(Departure departure) {
        return departure.since() + pace.grace().toNanos() - System.nanoTime();
    }

    private synchronized void follow() {
        if (!following && hasWork()) {
            following = true;
            workers.start("unloading", this::followAll);
        }
    }

    private boolean hasWork() {
        return !open.isEmpty() || !untold.isEmpty();
    }

    private void followAll() {
        try {
            do {
                round();
                Thread.sleep(pace.round().toMillis());
            } while (goesOn());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failure) {
            stopFollowing(); // the next unload tries again
            throw failure;
        }
    }

    private synchronized boolean goesOn() {
        following = hasWork();
        return following;
    }

    private synchronized void stopFollowing() {
        following = false;
    }

    private void round() {
        looking.lock();
        try {
            open.stream().filter(one -> !one.swept()).forEach(this::sweep);
            if (isCollectionDue()) {
                collect();
            }
            settle();
        } finally {
            looking.unlock();
        }
    }

    private boolean isCollectionDue() {
        long now = System.nanoTime();
        long patience = lull.patience(pace.patience()).toNanos();
        return now - collectedAt >= pace.between().toNanos()
                && open.stream().anyMatch(one -> now - one.since() >= patience && !one.collected());
    }

    /** Everything is looked at before, so that what clearing sets free goes with it. False when nothing was collected. */
    private boolean collect() {
        open.forEach(this::sweep);
        boolean done = collection.getAsBoolean();
        collectedAt = System.nanoTime();
        for (var departure : open) {
            if (done && !departure.collected()) {
                survived(departure);
            }
        }
        return done;
    }

    private void survived(Departure departure) {
        departure.survive();
        if (departure.survived() < COLLECTIONS) {
            return;
        }
        lookEverywhere(departure);
        if (!departure.holders().isEmpty() || graceLeft(departure) <= 0) {
            hold(departure);
        }
    }

    private void lookEverywhere(Departure departure) {
        departure.loader().ifPresent(loader -> {
            var code = new ModuleCode(loader);
            var found = sweep(remnants.all(), code);
            found.addAll(sweep(remnants.suspects(), code));
            departure.found(found);
        });
    }

    private void hold(Departure departure) {
        log.warn("{}", departure.verdict());
        held.removeIf(Departure::collected);
        if (held.size() >= REMEMBERED) {
            held.remove(0);
        }
        held.add(departure);
        open.remove(departure);
        untold.add(departure);
    }

    private void settle() {
        for (var departure : open) {
            if (departure.collected()) {
                open.remove(departure);
                untold.add(departure);
            }
        }
        untold.removeIf(this::told);
    }

    private boolean told(Departure departure) {
        return listeners.stream().allMatch(listener -> listener.settled(departure));
    }

    private void sweep(Departure departure) {
        departure.loader().ifPresent(loader -> departure.found(sweep(remnants.all(), new ModuleCode(loader))));
    }

    /** One kind that cannot be looked for hides no other. */
    private static List<Leftover> sweep(List<Remnant> kinds, ModuleCode code) {
        List<Leftover> found = new ArrayList<>();
        for (var remnant : kinds) {
            try {
                found.addAll(remnant.sweep(code));
            } catch (CannotLook closed) {
                found.add(Leftover.unseen(remnant.kind(), closed.getMessage()));
            } catch (RuntimeException | LinkageError failure) {
                log.error("What a module left of the kind {} could not be looked for", remnant.kind(), failure);
                found.add(Leftover.unseen(remnant.kind(), "the look failed; the log has the exception"));
            }
        }
        return found;
    }
}

package com.a64platform.core.routes;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One revision in the table, with the number of requests inside it. A request enters and exits; once the route is
 * closing none enters. A route that is parked stands for a revision that is being replaced and serves nobody: who enters
 * it waits and is told to look again when it closes. Thread-safe.
 */
public final class Route {
    private static final Logger log = LoggerFactory.getLogger(Route.class);

    /** Set in the count once no more requests may enter. */
    private static final long CLOSING = Long.MIN_VALUE;

    private final String prefix;
    private final String module;
    private final String version;
    private final RequestHandler handler;
    private final boolean parked;
    private final AtomicLong inside = new AtomicLong();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Set<Guest> staying = ConcurrentHashMap.newKeySet();
    /** Reached when the route is closing and nobody is inside. */
    private final CountDownLatch empty = new CountDownLatch(1);

    /** @param prefix the descriptor's route prefix, such as {@code /api/v1/farm-manager} */
    public Route(String prefix, String module, String version, RequestHandler handler) {
        this(prefix, module, version, handler, false);
    }

    private Route(String prefix, String module, String version, RequestHandler handler, boolean parked) {
        this.prefix = prefix;
        this.module = module;
        this.version = version;
        this.handler = handler;
        this.parked = parked;
    }

    /** What stands in the table while the revision of a route is replaced. */
    static Route inPlaceOf(Route route) {
        return new Route(route.prefix, route.module, route.version, new BeingReplaced(route.module), true);
    }

    public String prefix() {
        return prefix;
    }

    public String module() {
        return module;
    }

    public String version() {
        return version;
    }

    public RequestHandler handler() {
        return handler;
    }

    /** Whether its revision is being replaced, so that nobody can be served now. */
    public boolean parked() {
        return parked;
    }

    /** Counts a request in; false when the route is closing and the caller must look again. */
    boolean enter() {
        long now = inside.get();
        while (now >= 0) {
            if (inside.compareAndSet(now, now + 1)) {
                return true;
            }
            now = inside.get();
        }
        return false;
    }

    /** Counts a request out; exactly once for each that entered. */
    public void exit() {
        if (inside.decrementAndGet() == CLOSING) {
            empty.countDown();
        }
    }

    /** How many requests are inside. */
    public long inFlight() {
        return inside.get() & Long.MAX_VALUE;
    }

    /**
     * A stream or a socket is inside that ends only when it is asked to.
     *
     * @param farewell asks it, from any thread, without blocking; run once when the route closes, at once when it is closing
     * @return to be run when it has ended by itself
     */
    public Runnable stays(Runnable farewell) {
        return stays(farewell, () -> {});
    }

    /**
     * The same for what can be cut when it has been asked and does not go.
     *
     * @param cut ends it, from any thread, without blocking; does nothing when it has ended
     */
    public Runnable stays(Runnable farewell, Runnable cut) {
        var guest = new Guest(farewell, cut);
        staying.add(guest);
        if (inside.get() < 0) {
            ask(guest);
        }
        return () -> staying.remove(guest);
    }

    /** How many are inside that can be asked to go; of a parked route, those that wait. */
    public int staying() {
        return staying.size();
    }

    /** Counts an answer of this revision's, by whose fault it may be. */
    public void answered(boolean failure) {
        answered.increment();
        if (failure) {
            failed.increment();
        }
    }

    /** How many requests were answered, well or not. */
    public long answered() {
        return answered.sum();
    }

    /** How many of the answers were failures of the revision. */
    public long failed() {
        return failed.sum();
    }

    /** Lets no more requests in and asks those that would stay to go; does not wait. */
    public void close() {
        if ((inside.getAndUpdate(count -> count | CLOSING) & Long.MAX_VALUE) == 0) {
            empty.countDown();
        }
        askToGo();
    }

    /** Asks those that would stay to go; others may still enter. */
    public void askToGo() {
        staying.forEach(this::ask);
    }

    /** Closes and waits for those inside; false when some are still there after the limit. */
    public boolean drain(Duration limit) {
        close();
        try {
            return empty.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Cuts what is still inside. */
    public void cut() {
        staying.forEach(guest -> guest.cut.run());
    }

    private void ask(Guest guest) {
        try {
            guest.farewell();
        } catch (RuntimeException failure) {
            log.error("What stays inside {} {} cannot be asked to go", module, version, failure); // the others can
        }
    }

    /** What may stay for ever; each is known apart. */
    private static final class Guest {
        private final Runnable farewell;
        private final Runnable cut;
        private final AtomicBoolean asked = new AtomicBoolean();

        Guest(Runnable farewell, Runnable cut) {
            this.farewell = farewell;
            this.cut = cut;
        }

        void farewell() {
            if (asked.compareAndSet(false, true)) {
                farewell.run();
            }
        }
    }
}

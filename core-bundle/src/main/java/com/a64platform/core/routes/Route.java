package com.a64platform.core.routes;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * One revision in the table, with the number of requests inside it. A request enters and exits; once the route is
 * closing none enters. Thread-safe.
 */
public final class Route {
    /** Set in the count once no more requests may enter. */
    private static final long CLOSING = Long.MIN_VALUE;

    private final String prefix;
    private final String module;
    private final String version;
    private final RequestHandler handler;
    private final AtomicLong inside = new AtomicLong();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Set<Farewell> staying = ConcurrentHashMap.newKeySet();

    /** What a stream that would stay for ever does to end; an object of its own, so that each is known apart. */
    private record Farewell(Runnable action, Object own) {}

    /** @param prefix the descriptor's route prefix, such as {@code /api/v1/farm-manager} */
    public Route(String prefix, String module, String version, RequestHandler handler) {
        this.prefix = prefix;
        this.module = module;
        this.version = version;
        this.handler = handler;
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
        inside.decrementAndGet();
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
        var known = new Farewell(farewell, new Object());
        staying.add(known);
        if (inside.get() < 0) {
            sendAway(known);
        }
        return () -> staying.remove(known);
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

    /** Lets no more requests in and waits for those inside; false when some are still there after the limit. */
    public boolean drain(Duration limit) {
        inside.getAndUpdate(count -> count | CLOSING);
        staying.forEach(this::sendAway);
        long end = System.nanoTime() + limit.toNanos();
        while (inFlight() > 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return true;
    }

    private void sendAway(Farewell known) {
        if (staying.remove(known)) {
            known.action().run();
        }
    }
}

package com.a64platform.core.routes;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

    /** Lets no more requests in and waits for those inside; false when some are still there after the limit. */
    public boolean drain(Duration limit) {
        inside.getAndUpdate(count -> count | CLOSING);
        long end = System.nanoTime() + limit.toNanos();
        while (inFlight() > 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return true;
    }
}

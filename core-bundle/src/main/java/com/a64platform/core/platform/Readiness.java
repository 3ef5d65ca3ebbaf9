package com.a64platform.core.platform;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether this process takes requests, and how many are inside. Thread-safe. */
@Component(service = Readiness.class)
public final class Readiness {
    /** Where the process is. */
    public enum Phase {
        STARTING,
        READY,
        STOPPING
    }

    private final AtomicLong inside = new AtomicLong();
    private final LongAdder entered = new LongAdder();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private volatile Phase phase = Phase.STARTING;

    @Activate
    public Readiness() {}

    public Phase phase() {
        return phase;
    }

    public void enter(Phase next) {
        phase = next;
        if (next == Phase.STOPPING) {
            waiting.forEach(Runnable::run);
        }
    }

    /** @param action makes those requests leave that wait inside for something else; does not block */
    public void whenStopping(Runnable action) {
        waiting.add(action);
    }

    /** Counts a request in. */
    public void requestEnters() {
        inside.incrementAndGet();
        entered.increment();
    }

    /** How many requests have come so far, roughly while others come. */
    public long entered() {
        return entered.sum();
    }

    /** Counts a request out. */
    public void requestLeaves() {
        inside.decrementAndGet();
    }

    /** Waits for the requests inside; false when some are still there after the limit. */
    public boolean awaitIdle(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (inside.get() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return inside.get() <= 0;
    }
}

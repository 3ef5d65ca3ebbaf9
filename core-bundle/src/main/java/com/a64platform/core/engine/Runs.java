package com.a64platform.core.engine;

import com.a64platform.core.operations.OperationListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The operations that run in this process, and who hears of their ends. Thread-safe. */
final class Runs {
    private final Map<String, OperationRun> live = new ConcurrentHashMap<>();
    private final List<OperationListener> listeners = new CopyOnWriteArrayList<>();
    /** Those that run or whose end has not yet been told to everybody. */
    private final AtomicInteger unsettled = new AtomicInteger();

    void listen(OperationListener listener) {
        listeners.add(listener);
    }

    /** Tells everybody who listens. */
    void tell(Consumer<OperationListener> event) {
        listeners.forEach(event);
    }

    Optional<OperationRun> find(String id) {
        return Optional.ofNullable(live.get(id));
    }

    Collection<OperationRun> all() {
        return live.values();
    }

    /**
     * Runs an operation.
     *
     * @param thread on what it runs
     * @param left called when nobody in this process works on it any more; not when its thread died of an error: then it is
     *     left to another node, or to the next start of this one
     */
    void run(OperationRun run, Runnable way, Consumer<Runnable> thread, Runnable left) {
        unsettled.incrementAndGet();
        live.put(run.operation().id(), run);
        thread.accept(() -> {
            try {
                way.run();
                left.run();
            } finally {
                forget(run);
            }
        });
    }

    /** False when some still run after the limit. */
    boolean drain(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (unsettled.get() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return unsettled.get() == 0;
    }

    /** Out of the way first, then told: whoever hears of the end finds the subject free. */
    private void forget(OperationRun run) {
        live.remove(run.operation().id());
        try {
            if (run.operation().state().ended()) {
                tell(listener -> listener.ended(run.operation()));
            }
        } finally {
            unsettled.decrementAndGet();
        }
    }
}

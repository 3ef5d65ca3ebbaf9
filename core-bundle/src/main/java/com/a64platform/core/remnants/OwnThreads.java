package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.util.List;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that the module has started: its pools are shut down, its timers cancelled, the others interrupted. */
final class OwnThreads implements Remnant {
    private static final long PATIENCE_MILLIS = 200;

    @Override
    public String kind() {
        return "thread";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        var own = Threads.live().stream()
                .filter(thread -> Threads.isMadeBy(code, thread))
                .toList();
        own.forEach(OwnThreads::stop);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        return own.stream().map(thread -> outcome(code, thread, end)).toList();
    }

    private Leftover outcome(ModuleCode code, Thread thread, long end) {
        var advice = "end it in @Deactivate";
        if (!hasEnded(thread, end)) {
            return Leftover.stays(kind(), Threads.label(code, thread), advice);
        }
        Threads.release(thread); // a cleaner of Java's may have it for some time, as that of a timer does
        return Leftover.cleared(kind(), thread.getName(), advice);
    }

    private static boolean hasEnded(Thread thread, long end) {
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private static void stop(Thread thread) {
        if (thread instanceof ForkJoinWorkerThread worker) {
            worker.getPool().shutdownNow();
        } else if (thread.getClass().getName().equals(Threads.TIMER)) {
            cancel(thread);
        } else {
            Threads.work(thread).flatMap(Threads::poolOf).ifPresent(ThreadPoolExecutor::shutdownNow);
        }
        thread.interrupt();
    }

    /** As {@code Timer.cancel} does; the timer itself is not known here. */
    private static void cancel(Thread timer) {
        var queue = Inside.get(timer.getClass(), "queue", timer);
        synchronized (queue) {
            Inside.set(timer.getClass(), "newTasksMayBeScheduled", timer, false);
            Inside.clear(queue);
            queue.notifyAll();
        }
    }
}

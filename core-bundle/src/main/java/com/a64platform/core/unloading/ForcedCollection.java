package com.a64platform.core.unloading;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Has the Java machine collect now, which stops every thread for as long as it takes. */
final class ForcedCollection {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final Duration CLEANERS = Duration.ofMillis(100);

    private ForcedCollection() {}

    /** False when it did not collect, as a machine that was told to ignore such requests does not. */
    static boolean run() {
        var canary = new WeakReference<>(new Object());
        System.gc();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!canary.refersTo(null) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        // what waits for a cleaner of Java's, as a cancelled timer does, goes with the next collection only if that has
        // run
        LockSupport.parkNanos(CLEANERS.toNanos());
        return canary.refersTo(null);
    }
}

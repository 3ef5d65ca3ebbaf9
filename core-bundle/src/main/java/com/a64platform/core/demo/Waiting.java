package com.a64platform.core.demo;

import java.io.IOException;
import java.time.Duration;

/** Waiting for a condition, never for a time alone. */
final class Waiting {
    private static final long PAUSE_MILLIS = 5;

    private Waiting() {}

    /** Something that may be asked again and again. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /**
     * How long it took until the condition held.
     *
     * @param otherwise what to say when it does not hold within the limit
     */
    static Duration until(Condition condition, Duration limit, String otherwise)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            NotHeld.unless(
                    System.nanoTime() - begun < limit.toNanos(), otherwise + " within " + limit.toSeconds() + " s.");
            Thread.sleep(PAUSE_MILLIS);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}

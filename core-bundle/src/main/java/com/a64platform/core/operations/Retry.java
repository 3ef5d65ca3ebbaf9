package com.a64platform.core.operations;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Does something again when it failed, after a pause that doubles each time.
 *
 * @param tries how often at the most, the first time included
 * @param pause before the second try
 * @param longest what no pause is longer than
 */
public record Retry(int tries, Duration pause, Duration longest) {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Of a step that says nothing else: once. */
    public static final Retry ONCE = new Retry(1, Duration.ZERO);

    public Retry {
        if (tries < 1 || pause.isNegative() || longest.isNegative()) {
            throw new IllegalArgumentException("No such retry: " + tries + " tries, " + pause + ", " + longest);
        }
    }

    public Retry(int tries, Duration pause) {
        this(tries, pause, LONGEST);
    }

    /**
     * @param again hears of every failure after which it is tried again, and waits for so long
     * @throws RuntimeException the last failure, as it was thrown
     */
    public void run(Runnable action, Predicate<Throwable> worthIt, BiConsumer<Throwable, Duration> again) {
        for (int attempt = 1; ; attempt++) {
            try {
                action.run();
                return;
            } catch (RuntimeException | LinkageError failure) {
                if (attempt >= tries || !worthIt.test(failure)) {
                    throw failure;
                }
                again.accept(failure, after(attempt));
            }
        }
    }

    /** The pause after so many failed tries. */
    Duration after(int failed) {
        var doubled = pause.multipliedBy(1L << Math.min(failed - 1, 30));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}

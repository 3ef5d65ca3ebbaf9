package com.a64platform.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** How long acts take on this machine, so that kills hit them somewhere and not mostly before or after. Thread-safe. */
final class Durations {
    private static final long UNKNOWN_MILLIS = 700;
    /** What is done by hand is answered by nobody, and noticed later. */
    private static final long NOTICED_MILLIS = 300;

    private final Map<String, Long> millis = new ConcurrentHashMap<>();

    void took(Act act, long time) {
        millis.merge(act.verb(), Math.max(time, NOTICED_MILLIS), (before, now) -> (before + now) / 2);
    }

    /** A moment in which one of these is probably under way, rather later than earlier: it begins with plans, not with changes. */
    Duration momentWithin(List<Act> acts, Random random) {
        long longest = acts.stream()
                .mapToLong(act -> millis.getOrDefault(act.verb(), UNKNOWN_MILLIS))
                .max()
                .orElse(UNKNOWN_MILLIS);
        double share = Math.max(random.nextDouble(), random.nextDouble());
        return Duration.ofNanos((long) (share * 1.2 * longest * 1_000_000));
    }
}

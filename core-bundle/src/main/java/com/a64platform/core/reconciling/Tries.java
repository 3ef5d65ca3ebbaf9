package com.a64platform.core.reconciling;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When a module is tried again that could not be made as it is wanted. What does not start is not tried again by itself, for
 * each try of code that hangs leaves a thread: another wish or another module that came up may help it. Thread-safe.
 */
final class Tries {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private final Map<String, Failed> failed = new ConcurrentHashMap<>();

    /** @param nanos monotonic nanoseconds of this process */
    Tries(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Failed(Optional<Wish> wish, int times, boolean again, long since) {
        long pause() {
            return Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(times - 1, 20));
        }
    }

    /** Whether the module may be tried now. */
    boolean due(String module, Optional<Wish> wish) {
        var last = failed.get(module);
        return last == null
                || !last.wish().equals(wish)
                || last.again() && nanos.getAsLong() - last.since() >= last.pause();
    }

    /** It did not work. */
    void failed(String module, Optional<Wish> wish, Throwable why) {
        failed.compute(module, (name, before) -> {
            int times = before != null && before.wish().equals(wish) ? before.times() + 1 : 1;
            return new Failed(wish, times, mayHelp(why), nanos.getAsLong());
        });
    }

    /** It may be tried at once: it works, or somebody has done something about it. */
    void forget(String module) {
        failed.remove(module);
    }

    private static boolean mayHelp(Throwable why) {
        return why instanceof ModuleTurn.Later
                || why instanceof ProblemException problem && problem.code() != ErrorCode.MODULE_START_FAILED;
    }
}

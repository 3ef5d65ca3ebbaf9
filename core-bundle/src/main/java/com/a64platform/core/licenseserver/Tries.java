package com.a64platform.core.licenseserver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts tries: so many in any minute for each who tries. Those who tried last are remembered. Thread-safe. */
final class Tries {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int REMEMBERED = 100_000;

    private final int limit;
    private final LongSupplier nanos;
    private final Map<String, Deque<Long>> tries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Long>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param nanos monotonic nanoseconds */
    Tries(int limit, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
    }

    /**
     * Counts one try.
     *
     * @throws Refusal when there were too many; that one is not counted
     */
    synchronized void count(String who) {
        long now = nanos.getAsLong();
        var recent = tries.computeIfAbsent(who, unknown -> new ArrayDeque<>(limit));
        while (!recent.isEmpty() && now - recent.peekFirst() >= MINUTE) {
            recent.removeFirst();
        }
        if (recent.size() >= limit) {
            throw Refusal.tooOften(1 + TimeUnit.NANOSECONDS.toSeconds(MINUTE - (now - recent.peekFirst())));
        }
        recent.addLast(now);
    }
}

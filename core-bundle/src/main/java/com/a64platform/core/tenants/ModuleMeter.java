package com.a64platform.core.tenants;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Counts the requests of one tenant to one module on this node, since the node's start. Thread-safe. */
final class ModuleMeter {
    private static final int CLASSES = 6;

    private final LongSupplier nanoTime;
    /** By the first digit of the status; what has none of HTTP's is the first. */
    private final LongAdder[] answers =
            Stream.generate(LongAdder::new).limit(CLASSES).toArray(LongAdder[]::new);

    private final LongAdder open = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    ModuleMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns when it came, in ns. */
    long entered() {
        open.increment();
        return nanoTime.getAsLong();
    }

    /** Whoever comes or leaves meanwhile may be in one of the numbers and not in another. */
    RequestUsage usage(String module) {
        SortedMap<String, Long> counts = new TreeMap<>();
        IntStream.range(0, CLASSES)
                .filter(first -> answers[first].sum() > 0)
                .forEach(first -> counts.put(first + "xx", answers[first].sum()));
        return new RequestUsage(module, Math.max(0, open.sum()), counts, Duration.ofNanos(nanos.sum()));
    }

    void left(int status, long began) {
        nanos.add(nanoTime.getAsLong() - began);
        open.decrement();
        int first = status / 100;
        answers[first < CLASSES ? first : 0].increment();
    }
}

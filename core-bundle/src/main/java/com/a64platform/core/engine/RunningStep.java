package com.a64platform.core.engine;

import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import java.time.Duration;

/** What one try of a step sees of its operation. */
final class RunningStep implements StepContext {
    private final LiveOperation operation;
    private final int index;
    private final Step step;
    private final HeldLease.Times times;
    private final long wholeSince;
    private final Duration wholeLimit;
    private final long since;
    private volatile boolean over;

    RunningStep(
            LiveOperation operation,
            int index,
            Step step,
            HeldLease.Times times,
            long wholeSince,
            Duration wholeLimit) {
        this.operation = operation;
        this.index = index;
        this.step = step;
        this.times = times;
        this.wholeSince = wholeSince;
        this.wholeLimit = wholeLimit;
        this.since = times.now();
    }

    /** Code that was given up may come to life again; by then the operation is elsewhere, and it changes nothing. */
    void close() {
        over = true;
    }

    @Override
    public String operationId() {
        return operation.now().id();
    }

    @Override
    public String subject() {
        return operation.now().subject();
    }

    @Override
    public String tenantId() {
        return operation.now().tenantId();
    }

    @Override
    public String startedBy() {
        return operation.now().startedBy();
    }

    @Override
    public String get(String key) {
        return operation.now().data().getOrDefault(key, "");
    }

    @Override
    public void put(String key, String value) {
        requireOpen();
        operation.put(key, value);
    }

    @Override
    public void say(String detail) {
        requireOpen();
        operation.say(index, detail);
    }

    @Override
    public long fence() {
        requireOpen();
        return operation.lease().fence();
    }

    @Override
    public Duration remaining() {
        var whole = left(wholeLimit, wholeSince);
        var own = step.limit().map(limit -> left(limit, since)).orElse(whole);
        return own.compareTo(whole) < 0 ? own : whole;
    }

    private Duration left(Duration limit, long from) {
        return limit.minusNanos(times.now() - from);
    }

    private void requireOpen() {
        if (over) {
            throw new HeldLease.Lost("step " + step.name() + " was given up");
        }
    }
}

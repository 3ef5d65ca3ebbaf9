package com.a64platform.core.engine;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.StepRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An operation that this node holds: as it is now, with who watches it. Changed by the operation's thread only; read by
 * any.
 */
final class LiveOperation {
    private final HeldLease lease;
    private final Clock clock;
    private final List<Consumer<Operation>> watchers = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Operation operation;

    LiveOperation(Operation operation, HeldLease lease, Clock clock) {
        this.operation = operation;
        this.lease = lease;
        this.clock = clock;
    }

    Operation now() {
        return operation;
    }

    HeldLease lease() {
        return lease;
    }

    StepRecord.State stateOf(int index) {
        return operation.steps().get(index).state();
    }

    void step(int index, StepRecord.State state) {
        operation = operation.step(index, step -> step.at(state, clock.instant()), clock.instant());
    }

    void say(int index, String detail) {
        operation = operation.step(index, step -> step.saying(detail), clock.instant());
        tell();
    }

    void put(String key, String value) {
        var data = new HashMap<>(operation.data());
        data.put(key, value);
        operation = operation.holding(data, clock.instant());
        write();
    }

    void undoing(Throwable failure) {
        operation = operation
                .failed(Operation.Failure.of(failure), clock.instant())
                .in(OperationState.UNDOING, clock.instant());
    }

    void failed(Throwable failure) {
        operation = operation.failed(Operation.Failure.of(failure), clock.instant());
    }

    void write() {
        lease.write(operation);
        tell();
    }

    /** A store that is gone must not keep cleaning up from going on; whoever reads the journal next repeats it. */
    void writeIfPossible() {
        lease.writeIfPossible(operation);
        tell();
    }

    /** It has not ended before that is durable. */
    void end(OperationState state) {
        var ended = operation.in(state, clock.instant());
        lease.end(ended);
        operation = ended;
        tell();
    }

    /** Nobody in this process works on it any more, whether it has ended or not. */
    void leave() {
        over.countDown();
    }

    void await(Duration limit) {
        try {
            over.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Runnable watch(Consumer<Operation> watcher) {
        watchers.add(watcher);
        watcher.accept(operation);
        return () -> watchers.remove(watcher);
    }

    void tell() {
        watchers.forEach(watcher -> watcher.accept(operation));
    }
}

package com.a64platform.core.operations;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation on its way: forward step by step, and when a step fails before the pivot, backward through the undo of
 * every step that may have run. The journal is written before each step and at the end: that a step is done stands in the
 * write before the next one, so that each step waits for the disk once. Until then it counts as half run.
 */
final class OperationRun {
    private static final Logger log = LoggerFactory.getLogger(OperationRun.class);

    private static final Retry ONCE = new Retry(1, Duration.ZERO);
    private static final Retry THRICE = new Retry(3, Duration.ofMillis(100));

    private final OperationDefinition definition;
    private final OperationJournal journal;
    private final Clock clock;
    private final Instant deadline;
    private final List<Step> steps;
    private final List<Consumer<Operation>> watchers = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Operation operation;

    OperationRun(Operation operation, OperationDefinition definition, OperationJournal journal, Clock clock) {
        this.operation = operation;
        this.definition = definition;
        this.journal = journal;
        this.clock = clock;
        this.steps = definition.steps();
        this.deadline = clock.instant().plus(definition.limit());
    }

    Operation operation() {
        return operation;
    }

    void run() {
        try {
            forward();
        } catch (RuntimeException | LinkageError failure) {
            backward(failure);
        } finally {
            ended.countDown();
        }
    }

    /**
     * After a crash: forward when the pivot was begun, for it may have taken effect and comes to the same end when it
     * runs again; backward otherwise.
     */
    void recover() {
        log.info("Operation {} was cut off; taking it up", label());
        if (pivotBegun() && operation.state() == OperationState.RUNNING) {
            run();
        } else {
            try {
                backward(new ProblemException(
                        ErrorCode.INTERNAL_ERROR, "The platform stopped while this was running; it was undone"));
            } finally {
                ended.countDown();
            }
        }
    }

    void await(Duration limit) {
        try {
            ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Runnable watch(Consumer<Operation> watcher) {
        watchers.add(watcher);
        watcher.accept(operation);
        return () -> watchers.remove(watcher);
    }

    private void forward() {
        for (int i = 0; i < steps.size(); i++) {
            if (operation.steps().get(i).state() != StepRecord.State.DONE) {
                runOrRetry(i);
            }
        }
        end(OperationState.SUCCEEDED);
    }

    /** Before the pivot a failure is undone; after it there is only forward, so a step gets a second and a third try. */
    private void runOrRetry(int index) {
        var retry = pivotDone() ? THRICE : ONCE;
        retry.run(() -> runStep(index), failure -> {
            log.warn(
                    "Operation {}: step {} is tried again",
                    operation.id(),
                    steps.get(index).name(),
                    failure);
        });
    }

    private void runStep(int index) {
        refuseWhenLate();
        begin(index);
        try {
            steps.get(index).run().apply(new Context(index));
        } catch (RuntimeException | LinkageError failure) {
            operation =
                    operation.step(index, step -> step.at(StepRecord.State.FAILED, clock.instant()), clock.instant());
            throw failure;
        }
        change(index, StepRecord.State.DONE);
        tell();
    }

    private void refuseWhenLate() {
        if (!pivotDone() && clock.instant().isAfter(deadline)) {
            throw new ProblemException(
                    ErrorCode.OPERATION_TIMEOUT,
                    "It took longer than " + definition.limit().toSeconds()
                            + " s and was undone; raise MODULE_INSTALL_TIMEOUT if it needs more");
        }
    }

    private void backward(Throwable failure) {
        report(failure);
        operation = operation.failed(Operation.Failure.of(failure), clock.instant());
        if (pivotDone()) {
            // Undoing what is already the truth would lie; the next start brings the node in line with it.
            end(OperationState.UNCLEAN);
            return;
        }
        operation = operation.in(OperationState.UNDOING, clock.instant());
        writeIfPossible();
        boolean clean = true;
        for (int i = steps.size() - 1; i >= 0; i--) {
            clean &= undoStep(i);
        }
        end(clean ? OperationState.FAILED : OperationState.UNCLEAN);
    }

    private boolean undoStep(int index) {
        var state = operation.steps().get(index).state();
        if (state == StepRecord.State.PENDING || state == StepRecord.State.UNDONE) {
            return true;
        }
        change(index, StepRecord.State.UNDOING);
        writeIfPossible();
        try {
            steps.get(index).undo().apply(new Context(index));
        } catch (RuntimeException | LinkageError failure) {
            // The steps before this one must be undone all the same; the end state names what was left.
            log.error(
                    "Operation {}: step {} could not be undone",
                    operation.id(),
                    steps.get(index).name(),
                    failure);
            operation =
                    operation.step(index, step -> step.saying("not undone: " + failure.getMessage()), clock.instant());
            return false;
        }
        change(index, StepRecord.State.UNDONE);
        writeIfPossible();
        return true;
    }

    private boolean pivotDone() {
        return pivotIs(Set.of(StepRecord.State.DONE));
    }

    private boolean pivotBegun() {
        return pivotIs(Set.of(StepRecord.State.RUNNING, StepRecord.State.DONE));
    }

    private boolean pivotIs(Set<StepRecord.State> states) {
        return IntStream.range(0, steps.size())
                .anyMatch(i -> steps.get(i).pivot()
                        && states.contains(operation.steps().get(i).state()));
    }

    /** After the pivot the installation is the truth and the journal only follows: it no longer holds anything up. */
    private void begin(int index) {
        change(index, StepRecord.State.RUNNING);
        if (pivotDone()) {
            writeIfPossible();
        } else {
            write();
        }
    }

    private void change(int index, StepRecord.State state) {
        operation = operation.step(index, step -> step.at(state, clock.instant()), clock.instant());
    }

    /** A store that is gone must not keep cleaning up from going on; the next start reads the journal and repeats it. */
    private void writeIfPossible() {
        try {
            write();
        } catch (RuntimeException failure) {
            log.error("Operation {} could not be written down; it goes on", operation.id(), failure);
        }
    }

    private void write() {
        journal.write(operation);
        tell();
    }

    /** An end that cannot be written leaves the subject claimed, so it is worth a few tries. */
    private void end(OperationState state) {
        operation = operation.in(state, clock.instant());
        THRICE.run(() -> journal.end(operation), failure -> {
            log.warn("The end of operation {} is written once more", operation.id(), failure);
        });
        tell();
    }

    private void tell() {
        watchers.forEach(watcher -> watcher.accept(operation));
    }

    private void report(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            log.info("Operation {} failed: {} {}", label(), problem.code().slug(), problem.detail());
        } else {
            log.error("Operation {} failed", label(), failure);
        }
    }

    private String label() {
        return operation.id() + " (" + operation.kind() + " " + operation.subject() + ")";
    }

    private final class Context implements StepContext {
        private final int index;

        Context(int index) {
            this.index = index;
        }

        @Override
        public String operationId() {
            return operation.id();
        }

        @Override
        public String subject() {
            return operation.subject();
        }

        @Override
        public String tenantId() {
            return operation.tenantId();
        }

        @Override
        public String startedBy() {
            return operation.startedBy();
        }

        @Override
        public String get(String key) {
            return operation.data().getOrDefault(key, "");
        }

        @Override
        public void put(String key, String value) {
            var data = new HashMap<>(operation.data());
            data.put(key, value);
            operation = operation.holding(data, clock.instant());
            write();
        }

        @Override
        public void say(String detail) {
            operation = operation.step(index, step -> step.saying(detail), clock.instant());
            tell();
        }

        @Override
        public Duration remaining() {
            return Duration.between(clock.instant(), deadline);
        }
    }
}

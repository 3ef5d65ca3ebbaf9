package com.a64platform.core.engine;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Retry;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepRecord;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation on its way: forward step by step, and when a step fails before the pivot, backward through the undo of
 * every step that may have run. The journal is written before each step and at the end: that a step is done stands in the
 * write before the next one, so that each step waits for the disk once. Until then it counts as half run.
 */
final class OperationRun {
    private static final Logger log = LoggerFactory.getLogger(OperationRun.class);

    /** Of what has to go on: the pivot is done. */
    private static final Retry THRICE = new Retry(3, Duration.ofMillis(200));

    private final LiveOperation operation;
    private final OperationDefinition definition;
    private final StepTry tries;
    private final HeldLease.Times times;
    private final long begun;
    private final List<Step> steps;
    private final AtomicReference<Course> course = new AtomicReference<>(Course.OPEN);
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /** Where it may still go: whoever is first, the one who cancels or the pivot, decides. */
    private enum Course {
        OPEN,
        BACK,
        FORWARD
    }

    OperationRun(LiveOperation operation, OperationDefinition definition, StepTry tries, HeldLease.Times times) {
        this.operation = operation;
        this.definition = definition;
        this.tries = tries;
        this.times = times;
        this.steps = definition.steps();
        this.begun = times.now();
    }

    Operation operation() {
        return operation.now();
    }

    /** Shows other nodes that this one lives. */
    void pulse() {
        operation.lease().pulse();
    }

    void await(Duration limit) {
        operation.await(limit);
    }

    Runnable watch(Consumer<Operation> watcher) {
        return operation.watch(watcher);
    }

    /**
     * Has it undone; it takes effect when the step under way has come to its end.
     *
     * @throws ProblemException CONFLICT when it goes forward only or back already
     */
    void cancel() {
        if (operation().state() != OperationState.RUNNING
                || !course.compareAndSet(Course.OPEN, Course.BACK) && course.get() == Course.FORWARD) {
            throw tooLate(operation());
        }
        cancelled.countDown();
    }

    static ProblemException tooLate(Operation operation) {
        return new ProblemException(
                ErrorCode.CONFLICT,
                operation.state() == OperationState.RUNNING
                        ? "It is past the step from which it only goes forward; wait for its end and ask for the"
                                + " opposite."
                        : "It is " + operation.state() + "; there is nothing to cancel.");
    }

    void run() {
        untilEndOrLoss(this::forwardOrBackward);
    }

    /**
     * After a crash: forward when the pivot was begun, for it may have taken effect and comes to the same end when it
     * runs again; backward otherwise.
     */
    void recover() {
        log.info("Operation {} was cut off; taking it up", label());
        if (operation().pivotBegun(steps) && operation().state() == OperationState.RUNNING) {
            course.set(Course.FORWARD);
            run();
        } else {
            untilEndOrLoss(() -> backward(new ProblemException(
                    ErrorCode.INTERNAL_ERROR,
                    "The platform stopped or lost its store while this was running; it was undone")));
        }
    }

    private void forwardOrBackward() {
        try {
            forward();
        } catch (HeldLease.Lost lost) {
            throw lost;
        } catch (RuntimeException | LinkageError failure) {
            backward(failure);
        }
    }

    /** Without the lease nothing may be done any more, not even undone: that is for whoever holds it now. */
    private void untilEndOrLoss(Runnable way) {
        try {
            way.run();
        } catch (HeldLease.Lost lost) {
            log.warn("Operation {} stops here: {}", label(), lost.getMessage());
        } finally {
            operation.leave();
        }
    }

    private void forward() {
        for (int i = 0; i < steps.size(); i++) {
            if (operation.stateOf(i) != StepRecord.State.DONE) {
                runOrRetry(i);
            }
        }
        onlyForwardNow();
        operation.end(OperationState.SUCCEEDED);
    }

    private void onlyForwardNow() {
        if (!course.compareAndSet(Course.OPEN, Course.FORWARD)) {
            refuseCancelled();
        }
    }

    private void refuseCancelled() {
        if (course.get() == Course.BACK) {
            throw new ProblemException(ErrorCode.OPERATION_CANCELLED, "It was cancelled and undone.");
        }
    }

    private void pause(Duration time) {
        try {
            cancelled.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Before the pivot a step says whether it is tried again; after it there is only forward. */
    private void runOrRetry(int index) {
        var step = steps.get(index);
        boolean onlyForward = pivotDone();
        var retry = onlyForward && step.retry() == Retry.ONCE ? THRICE : step.retry();
        Predicate<Throwable> worthIt =
                failure -> onlyForward ? !(failure instanceof HeldLease.Lost) : StepTry.passing(failure) && !late();
        retry.run(() -> runStep(index), worthIt, (failure, pause) -> {
            log.warn("Operation {}: step {} is tried again", operation().id(), step.name(), failure);
            pause(pause);
        });
    }

    private void runStep(int index) {
        refuseWhenLate();
        refuseCancelled();
        if (steps.get(index).pivot()) {
            onlyForwardNow();
        }
        begin(index);
        var context = context(index);
        try {
            tries.run(steps.get(index), context);
        } catch (RuntimeException | LinkageError failure) {
            operation.step(index, StepRecord.State.FAILED);
            throw failure;
        } finally {
            context.close();
        }
        operation.step(index, StepRecord.State.DONE);
        operation.tell();
    }

    /** After the pivot the installation is the truth and the journal only follows: it no longer holds anything up. */
    private void begin(int index) {
        operation.step(index, StepRecord.State.RUNNING);
        if (pivotDone()) {
            operation.writeIfPossible();
        } else {
            operation.write();
        }
    }

    private boolean late() {
        return !pivotDone() && times.passed(definition.limit(), begun);
    }

    private void refuseWhenLate() {
        if (late()) {
            throw new ProblemException(
                    ErrorCode.OPERATION_TIMEOUT,
                    "It took longer than " + definition.limit().toSeconds()
                            + " s and was undone; raise MODULE_INSTALL_TIMEOUT if it needs more");
        }
    }

    private void backward(Throwable failure) {
        report(failure);
        if (pivotDone()) {
            // Undoing what is already the truth would lie; the next start brings the node in line with it.
            operation.failed(failure);
            operation.end(OperationState.UNCLEAN);
            return;
        }
        operation.undoing(failure);
        if (storeDidNotAnswer(failure)) {
            operation.write(); // what was done is not known, so nothing is undone before the store answers again
        } else {
            operation.writeIfPossible();
        }
        boolean clean = !StepTry.stuck(failure);
        for (int i = steps.size() - 1; i >= 0; i--) {
            clean &= undoStep(i);
        }
        operation.end(clean ? OperationState.FAILED : OperationState.UNCLEAN);
    }

    private boolean undoStep(int index) {
        var state = operation.stateOf(index);
        if (state == StepRecord.State.PENDING || state == StepRecord.State.UNDONE) {
            return true;
        }
        operation.step(index, StepRecord.State.UNDOING);
        operation.writeIfPossible();
        try {
            steps.get(index).undo().apply(context(index));
        } catch (HeldLease.Lost lost) {
            throw lost;
        } catch (RuntimeException | LinkageError failure) {
            // The steps before this one must be undone all the same; the end state names what was left.
            log.error(
                    "Operation {}: step {} could not be undone",
                    operation().id(),
                    steps.get(index).name(),
                    failure);
            operation.say(index, "not undone: " + failure.getMessage());
            return false;
        }
        operation.step(index, StepRecord.State.UNDONE);
        operation.writeIfPossible();
        return true;
    }

    private RunningStep context(int index) {
        return new RunningStep(operation, index, steps.get(index), times, begun, definition.limit());
    }

    private static boolean storeDidNotAnswer(Throwable failure) {
        return failure instanceof ProblemException problem && problem.code() == ErrorCode.STORE_UNAVAILABLE;
    }

    private boolean pivotDone() {
        return operation().pivotIs(steps, Set.of(StepRecord.State.DONE));
    }

    private void report(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            log.info("Operation {} failed: {} {}", label(), problem.code().slug(), problem.detail());
        } else {
            log.error("Operation {} failed", label(), failure);
        }
    }

    private String label() {
        return operation().id() + " (" + operation().kind() + " " + operation().subject() + ")";
    }
}

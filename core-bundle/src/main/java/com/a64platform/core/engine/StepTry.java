package com.a64platform.core.engine;

import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One try of a step, within the step's limit when it has one. */
final class StepTry {
    /** What may be gone when it is tried again; whatever else a problem says, it says again. */
    private static final Set<ErrorCode> PASSING = Set.of(
            ErrorCode.STORE_UNAVAILABLE,
            ErrorCode.REGISTRY_UNAVAILABLE,
            ErrorCode.LICENSE_SERVER_UNAVAILABLE,
            ErrorCode.OPERATION_TIMEOUT,
            ErrorCode.TOO_BUSY);

    private static final Duration GRACE = Duration.ofSeconds(10);

    /** How long code may take to come back once it was interrupted. */
    private final Duration grace;

    private final Workers workers;

    StepTry(Workers workers) {
        this(workers, GRACE);
    }

    StepTry(Workers workers, Duration grace) {
        this.workers = workers;
        this.grace = grace;
    }

    /** Whether a failure may be another the next time. */
    static boolean passing(Throwable failure) {
        return !(failure instanceof HeldLease.Lost)
                && !stuck(failure)
                && (!(failure instanceof ProblemException problem) || PASSING.contains(problem.code()));
    }

    /** Whether code of the step still runs, which nobody can undo. */
    static boolean stuck(Throwable failure) {
        return failure.getCause() instanceof Stuck;
    }

    /** @throws ProblemException OPERATION_TIMEOUT when it came back too late or not at all */
    void run(Step step, StepContext context) {
        if (step.limit().isEmpty()) {
            step.run().apply(context);
            return;
        }
        var limit = step.limit().get();
        var task = new FutureTask<>(() -> step.run().apply(context), true);
        var thread = workers.start("step-" + step.name() + "-" + context.subject(), task);
        if (awaited(task, limit)) {
            return;
        }
        thread.interrupt();
        try {
            if (!awaited(task, grace)) {
                throw new Stuck(thread);
            }
        } catch (HeldLease.Lost lost) {
            throw lost;
        } catch (RuntimeException late) {
            throw timeout(step, limit, late);
        }
        throw timeout(step, limit, null);
    }

    private static ProblemException timeout(Step step, Duration limit, RuntimeException cause) {
        var said = "Step " + step.name() + " took longer than " + limit.toMillis() + " ms";
        return new ProblemException(
                ErrorCode.OPERATION_TIMEOUT,
                cause instanceof Stuck ? said + ", and " + cause.getMessage() + "." : said + ".",
                cause);
    }

    /** False when it has not ended by then; otherwise ends as it did. */
    private static boolean awaited(FutureTask<?> task, Duration limit) {
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The platform stops while a step runs", e);
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** A step that was given up and still runs. */
    private static final class Stuck extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stuck(Thread thread) {
            super("it still runs on thread " + thread.getName());
        }
    }
}

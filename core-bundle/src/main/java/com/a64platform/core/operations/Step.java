package com.a64platform.core.operations;

import java.time.Duration;
import java.util.Optional;

/**
 * One step of an operation. Running it twice comes to the same end as running it once, because a crash may repeat it; so
 * does undoing it, also when it ran by half or not at all.
 *
 * @param pivot once this step is done the operation goes forward only: what fails after it is tried again at the next
 *     start, not undone
 * @param retry how often it is tried before its failure counts; a refusal counts at once
 * @param limit how long one try may take
 */
public record Step(String name, Action run, Action undo, boolean pivot, Retry retry, Optional<Duration> limit) {
    private static final Retry USUAL = new Retry(3, Duration.ofSeconds(1));

    /** What a step does. */
    @FunctionalInterface
    public interface Action {
        void apply(StepContext context);
    }

    /** A step that leaves nothing behind. */
    public static Step of(String name, Action run) {
        return new Step(name, run, context -> {}, false, Retry.ONCE, Optional.empty());
    }

    public Step undo(Action action) {
        return new Step(name, run, action, pivot, retry, limit);
    }

    public Step asPivot() {
        return new Step(name, run, undo, true, retry, limit);
    }

    /** Tried three times before its failure counts, a second and two seconds later. */
    public Step retrying() {
        return retrying(USUAL);
    }

    public Step retrying(Retry policy) {
        return new Step(name, run, undo, pivot, policy, limit);
    }

    /**
     * One try may take so long. After that its thread is interrupted and the step has failed; code that does not heed the
     * interruption makes the operation unclean.
     */
    public Step within(Duration time) {
        return new Step(name, run, undo, pivot, retry, Optional.of(time));
    }
}

package com.a64platform.core.operations;

/**
 * One step of an operation. Running it twice comes to the same end as running it once, because a crash may repeat it; so
 * does undoing it, also when it ran by half or not at all.
 *
 * @param pivot once this step is done the operation goes forward only: what fails after it is tried again at the next
 *     start, not undone
 */
public record Step(String name, Action run, Action undo, boolean pivot) {
    /** What a step does. */
    @FunctionalInterface
    public interface Action {
        void apply(StepContext context);
    }

    /** A step that leaves nothing behind. */
    public static Step of(String name, Action run) {
        return new Step(name, run, context -> {}, false);
    }

    public Step undo(Action action) {
        return new Step(name, run, action, pivot);
    }

    public Step asPivot() {
        return new Step(name, run, undo, true);
    }
}

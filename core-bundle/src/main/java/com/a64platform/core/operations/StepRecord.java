package com.a64platform.core.operations;

import com.a64platform.core.problem.Brief;
import java.time.Instant;
import java.util.Optional;

/**
 * What the journal knows of one step.
 *
 * @param detail what it is doing or did, for people; empty when there is nothing to say
 */
public record StepRecord(
        String name, State state, String detail, Optional<Instant> startedAt, Optional<Instant> endedAt) {
    public StepRecord {
        detail = Brief.of(detail);
    }

    /** Where a step is. */
    public enum State {
        PENDING,
        RUNNING,
        DONE,
        FAILED,
        UNDOING,
        UNDONE
    }

    static StepRecord pending(String name) {
        return new StepRecord(name, State.PENDING, "", Optional.empty(), Optional.empty());
    }

    public StepRecord at(State next, Instant now) {
        return next == State.RUNNING
                ? new StepRecord(name, next, detail, Optional.of(now), Optional.empty())
                : new StepRecord(name, next, detail, startedAt, Optional.of(now));
    }

    public StepRecord saying(String text) {
        return new StepRecord(name, state, text, startedAt, endedAt);
    }
}

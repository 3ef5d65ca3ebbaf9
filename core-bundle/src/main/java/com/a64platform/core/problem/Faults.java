package com.a64platform.core.problem;

import com.a64platform.core.problem.ProblemException.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, to say all of it at once. Not thread-safe. */
public final class Faults {
    private final List<FieldError> errors = new ArrayList<>();

    /** @param detail what is expected there, said when it does not hold */
    public Faults check(boolean holds, String pointer, String detail) {
        if (!holds) {
            errors.add(new FieldError(pointer, detail));
        }
        return this;
    }

    /** @throws ProblemException VALIDATION_FAILED with every fault, when there is one */
    public void raise() {
        if (!errors.isEmpty()) {
            throw new ProblemException(ErrorCode.VALIDATION_FAILED, "Correct the values listed under errors.", errors);
        }
    }
}

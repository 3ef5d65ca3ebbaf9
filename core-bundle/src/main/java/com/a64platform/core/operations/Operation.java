package com.a64platform.core.operations;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.FullDisk;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A long task as the journal holds it. Immutable.
 *
 * @param kind which definition runs it, such as {@code install}
 * @param subject what it works on, a module's name; one operation for each subject runs at a time
 * @param data what its steps need to go on or to undo after a crash; never a secret
 * @param failure why it failed
 */
public record Operation(
        String id,
        String kind,
        String subject,
        String tenantId,
        String startedBy,
        OperationState state,
        List<StepRecord> steps,
        Map<String, String> data,
        Optional<Failure> failure,
        Instant createdAt,
        Instant updatedAt) {

    public Operation {
        steps = List.copyOf(steps);
        data = Map.copyOf(data);
    }

    /** @param code slug of an ErrorCode */
    public record Failure(String code, String detail) {
        /** What a client may know: a problem's own words, and of anything else only that it went wrong. */
        static Failure of(Throwable failure) {
            return Optional.of(failure)
                    .filter(ProblemException.class::isInstance)
                    .map(ProblemException.class::cast)
                    .or(() -> FullDisk.behind(failure))
                    .map(problem -> new Failure(problem.code().slug(), problem.detail()))
                    .orElseGet(() -> new Failure(
                            ErrorCode.INTERNAL_ERROR.slug(),
                            "Something went wrong on our side; the log has the details"));
        }
    }

    static Operation begun(
            OperationDefinition definition,
            String subject,
            String tenantId,
            String startedBy,
            Map<String, String> data,
            Instant now) {
        return new Operation(
                UUID.randomUUID().toString(),
                definition.kind(),
                subject,
                tenantId,
                startedBy,
                OperationState.RUNNING,
                definition.steps().stream()
                        .map(step -> StepRecord.pending(step.name()))
                        .toList(),
                data,
                Optional.empty(),
                now,
                now);
    }

    /** How many of a hundred parts of the steps are done. */
    public int percent() {
        long done = steps.stream()
                .filter(step -> step.state() == StepRecord.State.DONE)
                .count();
        return steps.isEmpty() ? 100 : (int) (done * 100 / steps.size());
    }

    Operation step(int index, UnaryOperator<StepRecord> change, Instant now) {
        var changed = new ArrayList<>(steps);
        changed.set(index, change.apply(steps.get(index)));
        return copy(state, changed, data, failure, now);
    }

    Operation in(OperationState next, Instant now) {
        return copy(next, steps, data, failure, now);
    }

    Operation failed(Failure why, Instant now) {
        return copy(state, steps, data, Optional.of(why), now);
    }

    /** With a word more on its last step, later than it was ever changed. */
    Operation remarked(String remark, Instant now) {
        var later = now.isAfter(updatedAt) ? now : updatedAt.plusMillis(1);
        int last = steps.size() - 1;
        return last < 0
                ? copy(state, steps, data, failure, later)
                : step(last, step -> step.saying((step.detail() + " " + remark).strip()), later);
    }

    Operation holding(Map<String, String> values, Instant now) {
        return copy(state, steps, values, failure, now);
    }

    private Operation copy(
            OperationState s, List<StepRecord> st, Map<String, String> d, Optional<Failure> f, Instant now) {
        return new Operation(id, kind, subject, tenantId, startedBy, s, st, d, f, createdAt, now);
    }
}

package com.a64platform.core.operations;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.FullDisk;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A long task as the journal holds it. Immutable.
 *
 * @param kind which definition runs it, such as {@code install}
 * @param subject what it works on, a module's name; one operation for each subject runs at a time
 * @param data what its steps need to go on or to undo after a crash; never a secret
 * @param failure why it failed
 * @param revision grows with every change, also from one run of it to the next
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
        Instant updatedAt,
        long revision) {
    /** Whose operation it is that is for all of them. */
    public static final String ALL_TENANTS = "*";

    /** More than changes that a run makes without writing them down. */
    private static final long RUN = 10_000;

    public Operation {
        steps = List.copyOf(steps);
        data = Map.copyOf(data);
    }

    /** @param code slug of an ErrorCode */
    public record Failure(String code, String detail) {
        /** What a client may know: a problem's own words, and of anything else only that it went wrong. */
        public static Failure of(Throwable failure) {
            return Optional.of(failure)
                    .filter(ProblemException.class::isInstance)
                    .map(ProblemException.class::cast)
                    .or(() -> FullDisk.behind(failure))
                    .map(problem -> new Failure(problem.code().slug(), problem.detail()))
                    .orElseGet(() -> new Failure(
                            ErrorCode.INTERNAL_ERROR.slug(),
                            "Something went wrong on our side; the log has the details"));
        }

        /** This as a problem again, for whoever waited. */
        public ProblemException problem(String prefix) {
            return new ProblemException(ErrorCode.named(code).orElse(ErrorCode.INTERNAL_ERROR), prefix + detail);
        }
    }

    /** One that begins now. */
    public static Operation begun(
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
                now,
                0);
    }

    /** Which operations are asked for; an empty one matches all. {@code from} is inclusive, {@code to} exclusive. */
    public record Filter(
            Optional<String> kind,
            Optional<String> subject,
            Optional<OperationState> state,
            Optional<String> tenantId,
            Optional<String> startedBy,
            Optional<Instant> from,
            Optional<Instant> to) {
        /** All of them. */
        public static final Filter ALL = new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether it does something to a tenant's module: other tenants' operations are theirs, but some are everybody's. */
    public boolean concerns(String tenant) {
        return tenantId.equals(tenant)
                || tenantId.equals(ALL_TENANTS)
                || ModuleVerb.of(this).filter(ModuleVerb::everybodys).isPresent();
    }

    /** The step that is under way, or was when it ended. */
    public Optional<StepRecord> current() {
        return steps.stream()
                .filter(step -> step.startedAt().isPresent())
                .reduce((earlier, later) -> later.state() == StepRecord.State.UNDONE ? earlier : later);
    }

    /** Whether the step may have run from which it only goes forward. */
    public boolean pivotBegun(List<Step> definition) {
        return pivotIs(definition, Set.of(StepRecord.State.RUNNING, StepRecord.State.DONE));
    }

    /** Whether the step from which it only goes forward is in one of these states. */
    public boolean pivotIs(List<Step> definition, Set<StepRecord.State> states) {
        return IntStream.range(0, steps.size())
                .anyMatch(i -> definition.get(i).pivot()
                        && states.contains(steps.get(i).state()));
    }

    /** As another run of it begins: what the one before has shown and not written down counts as older. */
    public Operation takenUp() {
        return new Operation(
                id,
                kind,
                subject,
                tenantId,
                startedBy,
                state,
                steps,
                data,
                failure,
                createdAt,
                updatedAt,
                (revision / RUN + 1) * RUN);
    }

    /**
     * For an operation that is a part of another.
     *
     * @param part says which part it is
     * @throws ProblemException why it has not succeeded; OPERATION_TIMEOUT when it has not ended
     */
    public void requireSuccess(String part) {
        if (state != OperationState.SUCCEEDED) {
            throw failure.orElseGet(() -> new Failure(
                            ErrorCode.OPERATION_TIMEOUT.slug(), "it has not ended in time; see its own operation"))
                    .problem(part + ": ");
        }
    }

    /** How many of a hundred parts of the steps are done. */
    public int percent() {
        long done = steps.stream()
                .filter(step -> step.state() == StepRecord.State.DONE)
                .count();
        return steps.isEmpty() ? 100 : (int) (done * 100 / steps.size());
    }

    /** With one of its steps changed. */
    public Operation step(int index, UnaryOperator<StepRecord> change, Instant now) {
        var changed = new ArrayList<>(steps);
        changed.set(index, change.apply(steps.get(index)));
        return copy(state, changed, data, failure, now);
    }

    /** In another state. */
    public Operation in(OperationState next, Instant now) {
        return copy(next, steps, data, failure, now);
    }

    /** With why it fails. */
    public Operation failed(Failure why, Instant now) {
        return copy(state, steps, data, Optional.of(why), now);
    }

    /** With a word more on its last step, later than it was ever changed. */
    public Operation remarked(String remark, Instant now) {
        var later = now.isAfter(updatedAt) ? now : updatedAt.plusMillis(1);
        int last = steps.size() - 1;
        return last < 0
                ? copy(state, steps, data, failure, later)
                : step(last, step -> step.saying((step.detail() + " " + remark).strip()), later);
    }

    /** With other data. */
    public Operation holding(Map<String, String> values, Instant now) {
        return copy(state, steps, values, failure, now);
    }

    private Operation copy(
            OperationState s, List<StepRecord> st, Map<String, String> d, Optional<Failure> f, Instant now) {
        return new Operation(id, kind, subject, tenantId, startedBy, s, st, d, f, createdAt, now, revision + 1);
    }
}

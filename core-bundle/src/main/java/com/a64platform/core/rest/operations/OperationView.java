package com.a64platform.core.rest.operations;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.StepRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An operation as clients see it: what its steps keep for themselves stays inside.
 *
 * @param step the one under way, or the last one
 * @param message what that step says
 */
public record OperationView(
        String id,
        String kind,
        String module,
        String tenantId,
        String state,
        int percent,
        Optional<String> step,
        Optional<String> message,
        List<Step> steps,
        Optional<Operation.Failure> error,
        String startedBy,
        Instant createdAt,
        Instant updatedAt) {

    /** One step. */
    public record Step(
            String name, String state, String detail, Optional<Instant> startedAt, Optional<Instant> endedAt) {
        static Step of(StepRecord step) {
            return new Step(step.name(), step.state().name(), step.detail(), step.startedAt(), step.endedAt());
        }
    }

    public static OperationView of(Operation operation) {
        return new OperationView(
                operation.id(),
                operation.kind(),
                operation.subject(),
                operation.tenantId(),
                operation.state().name(),
                operation.percent(),
                operation.current().map(StepRecord::name),
                operation.current().map(StepRecord::detail).filter(text -> !text.isEmpty()),
                operation.steps().stream().map(Step::of).toList(),
                operation.failure(),
                operation.startedBy(),
                operation.createdAt(),
                operation.updatedAt());
    }
}

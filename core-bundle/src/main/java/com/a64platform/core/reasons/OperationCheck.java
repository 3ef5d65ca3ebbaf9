package com.a64platform.core.reasons;

import com.a64platform.core.installer.Keys;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.StepRecord;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The operation that works on the module now, and the last one if it failed. */
@Component(service = OperationCheck.class)
public final class OperationCheck implements Check {
    private static final int LOOKED_AT = 50;

    private final Operations operations;

    @Activate
    public OperationCheck(@Reference Operations operations) {
        this.operations = operations;
    }

    /** The one that works on it now. */
    List<Cause> running(Case module) {
        return last(module)
                .filter(operation -> !operation.state().ended())
                .map(operation -> running(module, operation))
                .stream()
                .toList();
    }

    /** The last one, if it failed. */
    @Override
    public List<Cause> look(Case module) {
        return last(module)
                .flatMap(operation -> operation.failure().map(failure -> failed(module, operation, failure)))
                .stream()
                .toList();
    }

    private Optional<Operation> last(Case module) {
        var its = new Operation.Filter(
                Optional.empty(),
                Optional.of(module.module()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return operations.find(its, 0, LOOKED_AT).stream()
                .filter(operation -> operation.concerns(module.tenantId()))
                .findFirst();
    }

    private static Cause running(Case module, Operation operation) {
        return evidence(
                Cause.stopping(
                                "operation-running",
                                "Operation " + operation.kind() + " works on it, at step " + step(operation) + ".",
                                "Wait for it, or undo it with POST /api/v1/operations/" + operation.id() + "/cancel.")
                        .ifStops(!module.serves()),
                operation);
    }

    private static Cause failed(Case module, Operation operation, Operation.Failure failure) {
        var fault = StartFault.in(failure.detail(), module);
        var said = "The last " + operation.kind() + " failed at step " + step(operation) + ": " + failure.detail();
        var cause = Cause.stopping(
                fault.map(StartFault::code).orElse(failure.code()),
                said,
                fault.map(StartFault::advice).orElseGet(() -> FailureAdvice.of(failure.code(), module)));
        return evidence(fault.map(found -> found.evidence(cause)).orElse(cause).ifStops(!module.serves()), operation)
                .with("error", failure.code());
    }

    private static Cause evidence(Cause cause, Operation operation) {
        return cause.since(operation.createdAt())
                .with("operation", operation.id())
                .with("step", step(operation))
                .with("file", operation.data().getOrDefault(Keys.DROPPED, ""));
    }

    /** The last that has begun: when it has failed those before it have been undone. */
    private static String step(Operation operation) {
        return operation.steps().stream()
                .filter(step -> step.startedAt().isPresent())
                .reduce((earlier, later) -> later)
                .map(StepRecord::name)
                .orElse("none");
    }
}

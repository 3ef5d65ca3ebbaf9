package com.a64platform.core.reclaiming;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.retention.RetainedRepository;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Brings back data that was deleted with its module, as long as that can be: the next installation finds it. */
@Component(service = UndoRemoval.class)
public final class UndoRemoval implements OperationDefinition {
    public static final String KIND = "undo-removal";

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Operations operations;
    private final RetainedRepository retained;

    @Activate
    public UndoRemoval(@Reference Operations operations, @Reference RetainedRepository retained) {
        this.operations = operations;
        this.retained = retained;
    }

    /** @throws ProblemException NOT_FOUND when nothing was deleted or it is gone, or OPERATION_IN_PROGRESS */
    public Operation submit(String module, String tenantId, Audit.Actor actor) {
        require(tenantId, module);
        return operations.submit(KIND, module, tenantId, actor.userId(), Keys.of(actor));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public void recheck(Operation operation) {
        require(operation.tenantId(), operation.subject());
    }

    @Override
    public List<Step> steps() {
        return List.of(Step.of("keep", this::keep).asPivot());
    }

    private void keep(StepContext step) {
        deleted(step.tenantId(), step.subject()).ifPresent(left -> retained.put(left.kept(), step.fence()));
    }

    private void require(String tenantId, String module) {
        if (deleted(tenantId, module).isEmpty()) {
            throw new ProblemException(
                    ErrorCode.NOT_FOUND,
                    "No data of " + module + " that was deleted in this tenant can be brought back; an archive can be,"
                            + " when you name it.");
        }
    }

    private Optional<Retained> deleted(String tenantId, String module) {
        return retained.find(tenantId, module).filter(left -> left.deleted() && !left.purging());
    }
}

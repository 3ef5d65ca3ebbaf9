package com.a64platform.core.reclaiming;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.retention.RetainedRepository;
import com.a64platform.core.safekeeping.TenantData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Removes for good what a module has left in a tenant. It never touches the data of a module that is installed. */
@Component(service = PurgeData.class)
public final class PurgeData implements OperationDefinition {
    public static final String KIND = "purge-data";

    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Operations operations;
    private final Inventory inventory;
    private final TenantData data;
    private final RetainedRepository retained;

    @Activate
    public PurgeData(
            @Reference Operations operations,
            @Reference Inventory inventory,
            @Reference TenantData data,
            @Reference RetainedRepository retained) {
        this.operations = operations;
        this.inventory = inventory;
        this.data = data;
        this.retained = retained;
    }

    /**
     * @throws ProblemException CONFLICT while the module is installed, NOT_FOUND when it has left nothing, or
     *     OPERATION_IN_PROGRESS
     */
    public Operation submit(String module, String tenantId, Audit.Actor actor) {
        refuseInstalled(tenantId, module);
        if (retained.find(tenantId, module).isEmpty() && !data.holds(tenantId, module)) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "Module " + module + " has left nothing in this tenant.");
        }
        return operations.submit(KIND, module, tenantId, actor.userId(), Keys.of(actor));
    }

    /** What was deleted and is due by now. */
    public List<Retained> due(Instant now) {
        return retained.all().stream()
                .filter(left ->
                        left.purgeAt().filter(time -> !time.isAfter(now)).isPresent())
                .toList();
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
    public void takenUp(Operation operation) {
        inventory.refresh(operation.subject());
    }

    @Override
    public void recheck(Operation operation) {
        refuseInstalled(operation.tenantId(), operation.subject());
    }

    @Override
    public List<Step> steps() {
        return List.of(Step.of("purge", this::purge).asPivot());
    }

    /** From the first write on it cannot be brought back; cut off it is due still, and done again. */
    private void purge(StepContext step) {
        if (inventory.reread(step.tenantId(), step.subject()).isPresent()) {
            return;
        }
        retained.find(step.tenantId(), step.subject())
                .ifPresent(left -> retained.put(left.goingAt(Instant.now()), step.fence()));
        step.fence(); // what a later installation has written would be lost
        data.remove(step.tenantId(), step.subject());
        retained.remove(step.tenantId(), step.subject(), step.fence());
    }

    private void refuseInstalled(String tenantId, String module) {
        if (inventory.reread(tenantId, module).isPresent()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "Module " + module + " is installed in this tenant; uninstall it with cleanupData instead.");
        }
    }
}

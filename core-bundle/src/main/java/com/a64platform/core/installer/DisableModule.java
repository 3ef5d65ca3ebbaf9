package com.a64platform.core.installer;

import com.a64platform.api.ModuleLifecycle;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.ModuleVerb;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.planning.NodeRequirements;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Disables a module in a tenant, or in all when its file went; license, settings and data stay. */
@Component(service = DisableModule.class)
public final class DisableModule implements OperationDefinition {
    static final String KIND = ModuleVerb.DISABLE.kind();
    /** The reason that an installation shows when somebody deleted its file. */
    public static final String FILE_REMOVED = "file removed";

    /** What the reason begins with that an installation shows when its license does not count. */
    private static final String FOR_LICENSE = "license ";

    private static final String BY_ADMINISTRATOR = "disabled by an administrator";

    private final Operations operations;
    private final NodeRequirements requirements;
    private final Hooks hooks;
    private final Activation activation;
    private final Reconciliation reconciliation;
    private final Inventory inventory;
    private final Doors doors;
    private final Duration limit;

    @Activate
    public DisableModule(
            @Reference Operations operations,
            @Reference NodeRequirements requirements,
            @Reference Hooks hooks,
            @Reference Activation activation,
            @Reference Reconciliation reconciliation,
            @Reference Inventory inventory,
            @Reference Doors doors,
            @Reference Platform platform) {
        this.operations = operations;
        this.requirements = requirements;
        this.hooks = hooks;
        this.activation = activation;
        this.reconciliation = reconciliation;
        this.inventory = inventory;
        this.doors = doors;
        this.limit = platform.settings().installTimeout();
    }

    /** @throws ProblemException MODULE_NOT_INSTALLED, CONFLICT when it is not enabled or others use it, or OPERATION_IN_PROGRESS */
    public Operation submit(String module, String tenantId, Audit.Actor actor) {
        NodeRequirements.requireEnabled(inventory.require(tenantId, module));
        requirements.checkRemoval(module, tenantId);
        return start(module, tenantId, BY_ADMINISTRATOR, actor);
    }

    /** The module's file is gone from deploy/: disabled for every tenant. */
    public Operation submitFileRemoved(String module) {
        return start(module, Operation.ALL_TENANTS, FILE_REMOVED, Audit.Actor.SYSTEM);
    }

    /** The license of the module in a tenant does not count any more; the doors are closed by now. */
    public Operation submitUnlicensed(String module, String tenantId, LicenseDecision.Refused refused) {
        return start(module, tenantId, unlicensed(refused), Audit.Actor.SYSTEM);
    }

    /** The reason that an installation shows when its license does not count. */
    public static String unlicensed(LicenseDecision.Refused refused) {
        return FOR_LICENSE + refused.reason() + ": " + refused.advice();
    }

    /** Whether a module is disabled for its license only, so that another license enables it again. */
    public static boolean unlicensed(Installation installation) {
        return installation.desiredState() == InstallationState.DISABLED
                && installation.reason().startsWith(FOR_LICENSE);
    }

    /** Whether a module is disabled only because its file is gone: one that an administrator has disabled stays so. */
    public static boolean fileRemoved(Installation installation) {
        return installation.desiredState() == InstallationState.DISABLED
                && installation.reason().equals(FILE_REMOVED);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public void takenUp(Operation operation) {
        inventory.refresh(operation.subject());
    }

    @Override
    public List<Step> steps() {
        return List.of(
                Step.of("plan", this::plan),
                Step.of("record", this::record).undo(this::unrecord).asPivot(),
                Step.of("stop", this::stop));
    }

    private Operation start(String module, String tenantId, String reason, Audit.Actor actor) {
        var data = Keys.of(actor);
        data.put(Keys.REASON, reason);
        return operations.submit(KIND, module, tenantId, actor.userId(), data);
    }

    /** A license that does not count and a file that is gone cannot be refused; {@link #stop} leaves others alone then. */
    private void plan(StepContext step) {
        if (step.get(Keys.REASON).equals(BY_ADMINISTRATOR)) {
            requirements.checkRemoval(step.subject(), step.tenantId());
        }
    }

    private void record(StepContext step) {
        var enabled = affected(step).stream()
                .filter(installation -> installation.desiredState() == InstallationState.ENABLED)
                .toList();
        if (!enabled.isEmpty()) {
            step.put(Keys.TENANTS, enabled.stream().map(Installation::tenantId).collect(Collectors.joining(" ")));
        }
        for (var installation : enabled) {
            inventory.update(
                    installation.with(InstallationState.DISABLED, step.get(Keys.REASON), Instant.now()), step.fence());
        }
    }

    private void unrecord(StepContext step) {
        for (var tenant : Keys.words(step.get(Keys.TENANTS))) {
            inventory
                    .reread(tenant, step.subject())
                    .filter(installation -> installation.desiredState() == InstallationState.DISABLED)
                    .ifPresent(installation -> inventory.update(
                            installation.with(InstallationState.ENABLED, "", Instant.now()), step.fence()));
        }
    }

    /** The routes go first, so that they answer 404 while the module still says good-bye; streams would never end. */
    private void stop(StepContext step) {
        affected(step).forEach(installation -> doors.sendAway(installation.tenantId(), step.subject()));
        if (!inventory.enabledAnywhere(step.subject()) && !requirements.mayUnload(step.subject())) {
            step.say("It answers no more; its code stays loaded until the modules that use it are disabled.");
        }
        reconciliation
                .settle(step.subject(), Reconciliation.Settling.saying(() -> callHooks(step)))
                .ifPresent(step::say);
    }

    private void callHooks(StepContext step) {
        activation.newest(step.subject()).ifPresent(revision -> affected(step)
                .forEach(installation ->
                        hooks.farewell(revision, installation.tenantId(), ModuleLifecycle::onDisable, step::say)));
    }

    private List<Installation> affected(StepContext step) {
        return inventory.ofModule(step.subject()).stream()
                .filter(installation -> step.tenantId().equals(Operation.ALL_TENANTS)
                        || step.tenantId().equals(installation.tenantId()))
                .toList();
    }
}

package com.a64platform.core.installer;

import com.a64platform.api.ModuleLifecycle;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.licensing.LicenseService;
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
import com.a64platform.core.safekeeping.DataSteps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes a module out of a tenant. Its data and settings stay unless the administrator asked for their deletion. */
@Component(service = UninstallModule.class)
public final class UninstallModule implements OperationDefinition {
    static final String KIND = ModuleVerb.UNINSTALL.kind();

    private static final String BEFORE = "stateBefore";

    private final Operations operations;
    private final LicenseService licenses;
    private final NodeRequirements requirements;
    private final SettingsSteps settings;
    private final Hooks hooks;
    private final Activation activation;
    private final Reconciliation reconciliation;
    private final Inventory inventory;
    private final Doors doors;
    private final DataSteps data;
    private final Duration limit;

    @Activate
    public UninstallModule(
            @Reference Operations operations,
            @Reference LicenseService licenses,
            @Reference NodeRequirements requirements,
            @Reference SettingsSteps settings,
            @Reference Hooks hooks,
            @Reference Activation activation,
            @Reference Reconciliation reconciliation,
            @Reference Inventory inventory,
            @Reference Doors doors,
            @Reference DataSteps data,
            @Reference Platform platform) {
        this.operations = operations;
        this.licenses = licenses;
        this.requirements = requirements;
        this.settings = settings;
        this.hooks = hooks;
        this.activation = activation;
        this.reconciliation = reconciliation;
        this.inventory = inventory;
        this.doors = doors;
        this.data = data;
        this.limit = platform.settings().installTimeout();
    }

    /**
     * @param choice what becomes of the module's data in the tenant
     * @throws ProblemException MODULE_NOT_INSTALLED, STILL_NEEDED, CONFLICT while other modules use it, or OPERATION_IN_PROGRESS
     */
    public Operation submit(String module, String tenantId, DataChoice choice, Audit.Actor actor) {
        var installation = inventory.require(tenantId, module);
        requirements.refuseWhileNeeded(installation);
        requirements.checkRemoval(module, tenantId);
        var values = Keys.of(actor);
        values.put(Keys.SHA256, installation.sha256());
        values.put(BEFORE, installation.desiredState().name());
        values.put(Keys.REASON, installation.reason());
        values.put(Keys.CLEANUP, Boolean.toString(choice.cleanup()));
        values.put(Keys.BACKUP, Boolean.toString(choice.backup()));
        return operations.submit(KIND, module, tenantId, actor.userId(), values);
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
                Step.of("plan", step -> requirements.checkRemoval(step.subject(), step.tenantId())),
                Step.of("export", this::export).undo(step -> data.discard(step, mine(step))),
                Step.of("record", this::record).undo(this::unrecord).asPivot(),
                Step.of("stop", this::stop),
                Step.of("data", this::cleanUp),
                Step.of("forget", this::forget),
                Step.of("files", this::removeFiles));
    }

    private void record(StepContext step) {
        installation(step)
                .ifPresent(installation -> inventory.update(
                        installation.with(InstallationState.REMOVING, "being uninstalled", Instant.now()),
                        step.fence()));
    }

    private void unrecord(StepContext step) {
        inventory
                .reread(step.tenantId(), step.subject())
                .ifPresent(installation -> inventory.update(
                        installation.with(
                                InstallationState.valueOf(step.get(BEFORE)), step.get(Keys.REASON), Instant.now()),
                        step.fence()));
    }

    private void stop(StepContext step) {
        doors.sendAway(step.tenantId(), step.subject());
        reconciliation
                .settle(step.subject(), Reconciliation.Settling.saying(() -> callHook(step)))
                .ifPresent(step::say);
    }

    private void callHook(StepContext step) {
        activation
                .newest(step.subject())
                .ifPresent(
                        revision -> hooks.farewell(revision, step.tenantId(), ModuleLifecycle::onUninstall, step::say));
    }

    /** Before anything is changed: without room for a copy the module stays. */
    private void export(StepContext step) {
        if (Boolean.parseBoolean(step.get(Keys.BACKUP))) {
            mine(step).forEach(installation -> data.archiveClosed(step, installation, KIND));
        }
    }

    private void cleanUp(StepContext step) {
        mine(step)
                .forEach(installation -> data.leave(step, installation, Boolean.parseBoolean(step.get(Keys.CLEANUP))));
    }

    private List<Installation> mine(StepContext step) {
        return installation(step).stream().toList();
    }

    private void removeFiles(StepContext step) {
        reconciliation.settle(step.subject(), Reconciliation.Settling.PLAIN).ifPresent(step::say);
    }

    private void forget(StepContext step) {
        step.fence(); // the license of a later installation would be lost
        licenses.forget(step.tenantId(), step.subject());
        installation(step)
                .ifPresent(installation ->
                        inventory.remove(step.tenantId(), step.subject(), installation.id(), step.fence()));
        settings.leave(step.tenantId(), step.subject());
        doors.open(step.tenantId(), step.subject()); // the next installation has a license of its own
    }

    private Optional<Installation> installation(StepContext step) {
        return inventory.find(step.tenantId(), step.subject());
    }
}

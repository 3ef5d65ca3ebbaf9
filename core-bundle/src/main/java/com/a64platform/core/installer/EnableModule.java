package com.a64platform.core.installer;

import com.a64platform.api.ModuleLifecycle;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.ModuleVerb;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Enables an installed module in a tenant, or in all that lost it with its file; a file that is missing comes back. */
@Component(service = EnableModule.class)
public final class EnableModule implements OperationDefinition {
    static final String KIND = ModuleVerb.ENABLE.kind();

    private static final String BEFORE = "stateBefore";

    private final Operations operations;
    private final LicenseService licenses;
    private final ArtifactSteps artifacts;
    private final Hooks hooks;
    private final Activation activation;
    private final Inventory inventory;
    private final Duration limit;

    @Activate
    public EnableModule(
            @Reference Operations operations,
            @Reference LicenseService licenses,
            @Reference ArtifactSteps artifacts,
            @Reference Hooks hooks,
            @Reference Activation activation,
            @Reference Inventory inventory,
            @Reference Platform platform) {
        this.operations = operations;
        this.licenses = licenses;
        this.artifacts = artifacts;
        this.hooks = hooks;
        this.activation = activation;
        this.inventory = inventory;
        this.limit = platform.settings().installTimeout();
    }

    /** @throws ProblemException MODULE_NOT_INSTALLED, CONFLICT when it is enabled already, or OPERATION_IN_PROGRESS */
    public Operation submit(String module, String tenantId, Audit.Actor actor) {
        var installation = inventory.require(tenantId, module);
        artifacts.refuseEnabled(installation);
        return start(installation, tenantId, actor);
    }

    /**
     * The module's file is back in deploy/: enabled for every tenant that was disabled because it was gone, and has a license.
     *
     * @param removed one of them
     */
    public Operation submitFileReturned(Installation removed) {
        return start(removed, Operation.ALL_TENANTS, Audit.Actor.SYSTEM);
    }

    private Operation start(Installation installation, String tenantId, Audit.Actor actor) {
        var data = Keys.of(actor);
        data.put(BEFORE, installation.desiredState().name());
        data.put(Keys.REASON, installation.reason());
        data.put(Keys.VERSION, installation.version());
        data.put(Keys.SHA256, installation.sha256());
        data.put(Keys.PUBLISHER, installation.publisher());
        return operations.submit(KIND, installation.moduleName(), tenantId, actor.userId(), data);
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
                Step.of("license", this::requireLicense),
                artifacts.plan(),
                Step.of("ready", this::ready).undo(artifacts::abandon),
                Step.of("record", this::record).undo(this::unrecord).asPivot(),
                artifacts.serve());
    }

    @Override
    public void recheck(Operation operation) {
        inventory.find(operation.tenantId(), operation.subject()).ifPresent(artifacts::refuseEnabled);
    }

    private void requireLicense(StepContext step) {
        if (!step.tenantId().equals(Operation.ALL_TENANTS)) {
            decide(installation(step, step.tenantId()), step).ifPresent(LicenseDecision::orThrow);
            return;
        }
        var removed = inventory.ofModule(step.subject()).stream()
                .filter(DisableModule::fileRemoved)
                .toList();
        var licensed =
                removed.stream().filter(one -> decide(one, step).isEmpty()).toList();
        if (licensed.isEmpty()) {
            removed.forEach(one -> decide(one, step).ifPresent(LicenseDecision::orThrow));
        }
        step.put(Keys.TENANTS, licensed.stream().map(Installation::tenantId).collect(Collectors.joining(" ")));
    }

    /** A refusal; empty when it may run. */
    private Optional<LicenseDecision> decide(Installation installation, StepContext step) {
        return installation
                .license()
                .map(any -> licenses.current(new LicenseSubject(
                        installation.tenantId(), step.subject(), step.get(Keys.VERSION), step.get(Keys.PUBLISHER))))
                .filter(LicenseDecision.Refused.class::isInstance);
    }

    private static List<String> tenants(StepContext step) {
        return step.tenantId().equals(Operation.ALL_TENANTS)
                ? Keys.words(step.get(Keys.TENANTS))
                : List.of(step.tenantId());
    }

    private void ready(StepContext step) {
        artifacts.prepare(step);
        activation.newest(step.subject()).ifPresent(revision -> tenants(step)
                .forEach(tenant -> hooks.call(revision, tenant, ModuleLifecycle::onEnable)));
    }

    private void record(StepContext step) {
        for (var tenant : tenants(step)) {
            var installation = installation(step, tenant);
            if (installation.desiredState() != InstallationState.ENABLED) {
                inventory.update(installation.with(InstallationState.ENABLED, "", Instant.now()), step.fence());
            }
        }
    }

    private void unrecord(StepContext step) {
        tenants(step).forEach(tenant -> unrecord(step, tenant));
    }

    private void unrecord(StepContext step, String tenant) {
        inventory
                .reread(tenant, step.subject())
                .filter(installation -> installation.desiredState() == InstallationState.ENABLED)
                .ifPresent(installation -> inventory.update(
                        installation.with(
                                InstallationState.valueOf(step.get(BEFORE)), step.get(Keys.REASON), Instant.now()),
                        step.fence()));
    }

    private Installation installation(StepContext step, String tenant) {
        return inventory.require(tenant, step.subject());
    }
}

package com.a64platform.core.installer;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.configuring.ModuleMigration;
import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.offers.Offer;
import com.a64platform.core.operations.ModuleVerb;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.planning.PlannedChange;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.safekeeping.DataSteps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Brings a module to another version, for all tenants that have it: the new revision gets ready beside the old one, the
 * route is swapped, the old one drains and goes.
 */
@Component(service = UpdateModule.class)
public final class UpdateModule implements OperationDefinition {
    public static final String KIND = ModuleVerb.UPDATE.kind();

    private final Operations operations;
    private final LicenseService licenses;
    private final ArtifactSteps artifacts;
    private final SettingsSteps settings;
    private final DataSteps data;
    private final Hooks hooks;
    private final Activation activation;
    private final Inventory inventory;
    private final Duration limit;

    @Activate
    public UpdateModule(
            @Reference Operations operations,
            @Reference LicenseService licenses,
            @Reference ArtifactSteps artifacts,
            @Reference SettingsSteps settings,
            @Reference DataSteps data,
            @Reference Hooks hooks,
            @Reference Activation activation,
            @Reference Inventory inventory,
            @Reference Platform platform) {
        this.operations = operations;
        this.licenses = licenses;
        this.artifacts = artifacts;
        this.settings = settings;
        this.data = data;
        this.hooks = hooks;
        this.activation = activation;
        this.inventory = inventory;
        this.limit = platform.settings().installTimeout();
    }

    /**
     * Starts an update that was planned and agreed to.
     *
     * @param backup whether the data that is there is archived first
     * @throws ProblemException MODULE_NOT_INSTALLED, VERSION_MARKED_BAD or OPERATION_IN_PROGRESS
     */
    public Operation submit(PlannedChange change, boolean backup, Audit.Actor actor) {
        var values = Keys.of(change, actor);
        values.put(Keys.RESET_SETTINGS, change.resetSettings() ? "true" : "");
        values.put(Keys.BACKUP, Boolean.toString(backup));
        return start(change.required(), any(change.module()), change.tenantId(), values, actor);
    }

    /** Updates to an admitted artifact that somebody has put into deploy/. */
    public Operation submitDropped(VerifiedArtifact artifact, String file, String tenantId) {
        return submitAdmitted(artifact, file, tenantId, Audit.Actor.SYSTEM);
    }

    /** Updates to an admitted artifact for somebody. */
    public Operation submitAdmitted(VerifiedArtifact artifact, String file, String tenantId, Audit.Actor actor) {
        var offer = Offer.here(artifact.descriptor(), artifact.sha256(), artifact.publisher());
        var values = Keys.of(offer, actor);
        values.put(Keys.DROPPED, file);
        return start(offer, any(artifact.name()), tenantId, values, actor);
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
                Step.of("license", this::requireLicenses),
                artifacts.fetch(),
                artifacts.verify(),
                artifacts.planUpdate(Keys.REPLACED, this::planSettings),
                Step.of("backup", this::backUp).undo(step -> data.discard(step, inventory.ofModule(step.subject()))),
                Step.of("ready", this::ready).undo(this::unready),
                Step.of("record", this::record).undo(this::unrecord).asPivot(),
                artifacts.serve());
    }

    @Override
    public void recheck(Operation operation) {
        artifacts.refuseBad(operation);
    }

    private Operation start(
            Offer offer, Installation installed, String tenantId, Map<String, String> values, Audit.Actor actor) {
        values.put(Keys.REPLACED, installed.sha256());
        values.put(Keys.REPLACED_VERSION, installed.version());
        values.put(Keys.REPLACED_PERMISSIONS, String.join(" ", installed.permissions()));
        values.put(Keys.REPLACED_PREFIX, installed.routePrefix());
        return operations.submit(KIND, offer.name(), tenantId, actor.userId(), values);
    }

    /** Every tenant that runs the module must be allowed to run the new version. */
    private void requireLicenses(StepContext step) {
        for (var installation : inventory.ofModule(step.subject())) {
            if (installation.license().isPresent() && enabled(installation)) {
                licenses.current(new LicenseSubject(
                                installation.tenantId(),
                                step.subject(),
                                step.get(Keys.VERSION),
                                step.get(Keys.PUBLISHER)))
                        .orThrow();
            }
        }
    }

    /** The version that is there goes on serving: what it writes meanwhile may not be in the archive. */
    private void backUp(StepContext step) {
        if (Boolean.parseBoolean(step.get(Keys.BACKUP))) {
            data.archive(step, inventory.ofModule(step.subject()), KIND);
        }
    }

    private void planSettings(StepContext step, VerifiedArtifact artifact) {
        var next = artifact.descriptor();
        settings.outlook().requireNothingMissing(next, resetsSettings(step));
        var dropped = settings.outlook().dropped(next, resetsSettings(step));
        if (!dropped.isEmpty()) {
            step.put(Keys.SETTINGS_DROPPED, String.join(", ", dropped));
            step.say("It drops what is set of " + String.join(", ", dropped) + ".");
        }
    }

    /** A module that is disabled everywhere is only recorded; the next enabling starts the new version. */
    private void ready(StepContext step) {
        if (!inventory.enabledAnywhere(step.subject())) {
            prepareSettings(step, artifacts.artifact(step), (installation, opened) -> opened);
            return;
        }
        var artifact = artifacts.prepare(step);
        activation.newest(step.subject()).ifPresent(revision -> {
            prepareSettings(
                    step,
                    artifact,
                    (installation, opened) -> hooks.migrateSettings(revision, opened, installation.version()));
            inventory.ofModule(step.subject()).forEach(installation -> migrate(step, installation, revision));
        });
    }

    private void prepareSettings(StepContext step, VerifiedArtifact artifact, ModuleMigration module) {
        settings.prepareUpdate(step, artifact.descriptor(), resetsSettings(step), module);
    }

    private void migrate(StepContext step, Installation installation, Revision next) {
        hooks.call(
                next,
                installation.tenantId(),
                settings.preparedId(step, installation.tenantId()),
                (hook, context) -> hook.migrate(context, installation.version(), next.version()));
    }

    private void unready(StepContext step) {
        settings.abandon(step);
        artifacts.abandon(step);
    }

    private static boolean resetsSettings(StepContext step) {
        return step.get(Keys.RESET_SETTINGS).equals("true");
    }

    private void record(StepContext step) {
        var artifact = artifacts.artifact(step);
        for (var installation : inventory.ofModule(step.subject())) {
            if (!installation.sha256().equals(artifact.sha256())) {
                inventory.update(settings.configured(step, installation).at(artifact, Instant.now()), step.fence());
            }
        }
    }

    private void unrecord(StepContext step) {
        for (var known : inventory.ofModule(step.subject())) {
            inventory
                    .reread(known.tenantId(), known.moduleName())
                    .filter(installation -> installation.sha256().equals(step.get(Keys.SHA256)))
                    .ifPresent(installation -> inventory.update(
                            Keys.replaced(settings.unconfigured(step, installation), step), step.fence()));
        }
    }

    private Installation any(String module) {
        return inventory.ofModule(module).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_INSTALLED, "Module " + module + " is not installed; install it first."));
    }

    private static boolean enabled(Installation installation) {
        return installation.desiredState() == InstallationState.ENABLED;
    }
}

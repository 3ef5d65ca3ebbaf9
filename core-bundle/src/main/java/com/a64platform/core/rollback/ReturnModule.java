package com.a64platform.core.rollback;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.findings.BadVersions;
import com.a64platform.core.installer.Activation;
import com.a64platform.core.installer.ArtifactSteps;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.installer.Reconciliation;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.ModuleVerb;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.planning.DataRules;
import com.a64platform.core.planning.NodeRequirements;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.trust.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Brings a module back to the version that an update has replaced, for all tenants that have it, and marks the one that it
 * was updated to as bad on this node. What an update does to the module itself, this undoes: version, permissions,
 * settings, file and version floor.
 */
@Component(service = ReturnModule.class)
public final class ReturnModule implements OperationDefinition {
    public static final String KIND = ModuleVerb.RETURN.kind();
    /** What of an update's data says all that the return needs to know. */
    private static final List<String> OF_THE_UPDATE = List.of(
            Keys.VERSION,
            Keys.SHA256,
            Keys.PUBLISHER,
            Keys.REGISTRY,
            Keys.DROPPED,
            Keys.REPLACED,
            Keys.REPLACED_VERSION,
            Keys.REPLACED_PREFIX,
            Keys.REPLACED_PERMISSIONS);

    private final Operations operations;
    private final Admission admission;
    private final SettingsSteps settings;
    private final NodeRequirements requirements;
    private final Activation activation;
    private final Reconciliation reconciliation;
    private final Inventory inventory;
    private final BadVersions bad;
    private final Trust trust;
    private final Duration limit;

    @Activate
    public ReturnModule(
            @Reference Operations operations,
            @Reference Admission admission,
            @Reference SettingsSteps settings,
            @Reference NodeRequirements requirements,
            @Reference Activation activation,
            @Reference Reconciliation reconciliation,
            @Reference Inventory inventory,
            @Reference BadVersions bad,
            @Reference Trust trust,
            @Reference Platform platform) {
        this.operations = operations;
        this.admission = admission;
        this.settings = settings;
        this.requirements = requirements;
        this.activation = activation;
        this.reconciliation = reconciliation;
        this.inventory = inventory;
        this.bad = bad;
        this.trust = trust;
        this.limit = platform.settings().installTimeout();
    }

    /**
     * Starts the return from an update.
     *
     * @param update the operation, as it ended
     * @param reason what is wrong with the new version, one sentence
     * @throws ProblemException OPERATION_IN_PROGRESS, or CONFLICT when the module is not at that version any more
     */
    public Operation submit(Operation update, String reason) {
        Map<String, String> data = new HashMap<>(Keys.of(Audit.Actor.SYSTEM));
        OF_THE_UPDATE.forEach(key -> data.put(key, update.data().getOrDefault(key, "")));
        data.putAll(SettingsSteps.ofUpdate(update.data()));
        data.put(Keys.REASON, reason);
        return operations.submit(KIND, update.subject(), update.tenantId(), Audit.Actor.SYSTEM.userId(), data);
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
    public List<Step> steps() {
        return List.of(
                Step.of("plan", this::plan),
                Step.of("floor", this::lowerFloor).undo(this::raiseFloor),
                Step.of("load", this::load).undo(this::unload),
                Step.of("record", this::record).undo(this::unrecord).asPivot(),
                Step.of("serve", this::serve),
                Step.of("mark", this::mark),
                Step.of("retire", step -> activation.cool(step.subject())));
    }

    /** Somebody may have updated, disabled or uninstalled it in between. */
    @Override
    public void recheck(Operation operation) {
        var sick = operation.data().get(Keys.SHA256);
        if (inventory.ofModule(operation.subject()).stream()
                .noneMatch(installation -> installation.sha256().equals(sick))) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "Module " + operation.subject() + " is not at that version any more.");
        }
    }

    private void plan(StepContext step) {
        step.say(step.get(Keys.REASON));
        var before = replaced(step);
        requirements.checkReturn(before.descriptor());
        sick(step).ifPresent(sick -> DataRules.requireReads(before, sick));
    }

    /** The floor that the update has raised goes back to where it was, and no other: that one stands for what ran before. */
    private void lowerFloor(StepContext step) {
        if (trust.floor(step.subject()).filter(step.get(Keys.VERSION)::equals).isPresent()) {
            trust.lowerFloor(step.subject(), step.get(Keys.REPLACED_VERSION));
        }
    }

    private void raiseFloor(StepContext step) {
        trust.admit(step.subject(), step.get(Keys.VERSION), step.get(Keys.PUBLISHER), step.get(Keys.REGISTRY));
    }

    private void load(StepContext step) {
        reconciliation.alone(
                step.subject(), () -> activation.prepareAgain(replaced(step), ArtifactSteps.startLimit(step)));
        activation.newest(step.subject()).ifPresent(requirements::checkSwap);
        settings.prepareReturn(step, replaced(step).descriptor());
    }

    private void unload(StepContext step) {
        settings.abandon(step);
        reconciliation.alone(step.subject(), () -> activation.abandon(step.subject()));
    }

    private void record(StepContext step) {
        for (var installation : at(step, Keys.SHA256)) {
            inventory.update(Keys.replaced(settings.configured(step, installation), step), step.fence());
        }
    }

    private void unrecord(StepContext step) {
        inventory.ofModule(step.subject()).forEach(known -> inventory.reread(known.tenantId(), known.moduleName()));
        sick(step).ifPresent(sick -> at(step, Keys.REPLACED)
                .forEach(installation -> inventory.update(
                        settings.unconfigured(step, installation).at(sick, Instant.now()), step.fence())));
    }

    private void mark(StepContext step) {
        bad.mark(new BadVersions.BadVersion(
                step.subject(), step.get(Keys.VERSION), step.get(Keys.SHA256), step.get(Keys.REASON), Instant.now()));
    }

    /** A file that a person has dropped is theirs: it stays, and the next look at it leaves a note beside it. */
    private void serve(StepContext step) {
        boolean dropped = !step.get(Keys.DROPPED).isEmpty();
        reconciliation
                .settle(step.subject(), Reconciliation.Settling.returning(dropped))
                .ifPresent(step::say);
    }

    private List<Installation> at(StepContext step, String digest) {
        return inventory.ofModule(step.subject()).stream()
                .filter(installation -> installation.sha256().equals(step.get(digest)))
                .toList();
    }

    private VerifiedArtifact replaced(StepContext step) {
        return admission
                .admitted(step.get(Keys.REPLACED), step.get(Keys.PUBLISHER))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.DIGEST_MISMATCH,
                        "The verified copy of " + step.subject() + " " + step.get(Keys.REPLACED_VERSION)
                                + " is gone or was changed, so it cannot come back; update to a version that works."));
    }

    private Optional<VerifiedArtifact> sick(StepContext step) {
        return admission.admitted(step.get(Keys.SHA256), step.get(Keys.PUBLISHER));
    }
}

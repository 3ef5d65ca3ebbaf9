package com.a64platform.core.applying;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.installer.ArtifactSteps;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.leasing.LicenseExchange;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.offers.Offer;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.Plan;
import com.a64platform.core.planning.PlannedChange;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes the changes of a plan one after the other, each by its own verb. Licenses are sealed and artifacts admitted before
 * the first of them. When one fails, those before it are taken back, the last one first; what cannot be taken back, an
 * update and an uninstallation, is named. Cut off by a kill it goes on where it was.
 */
@Component(service = ApplyPlan.class)
public final class ApplyPlan implements OperationDefinition {
    public static final String KIND = "apply";
    /** A module's name cannot have a dot, so that the verbs can work on their modules beside this. */
    static final String SUBJECT = "plan.";

    /** More than these are no plan that a person has looked at. */
    public static final int CHANGES = 50;

    private static final String MEMBERS = "changes";
    private static final String CLEANUP = "cleanup";
    private static final String BACKUP = "backup";
    /** How many changes have been begun. */
    private static final String BEGUN = "begun";
    /** What stands before a module's name; the value is the id of the settings prepared for it. */
    private static final String SETTINGS = "prepared.";
    /** The operation of each change that was begun, which is an installation's id, too. */
    private static final String OPERATION = "operation.";

    private final Operations operations;
    private final OneChange one;
    private final ArtifactSteps artifacts;
    private final Admission admission;
    private final SetLicenses licenses;
    private final SettingsSteps settings;
    private final SettingsBefore before;
    private final Inventory inventory;
    private final Duration oneLimit;

    @Activate
    public ApplyPlan(
            @Reference Operations operations,
            @Reference OneChange one,
            @Reference ArtifactSteps artifacts,
            @Reference Admission admission,
            @Reference LicenseService licenses,
            @Reference LicenseExchange exchange,
            @Reference SettingsSteps settings,
            @Reference SettingsBefore before,
            @Reference Inventory inventory,
            @Reference Platform platform) {
        this.operations = operations;
        this.one = one;
        this.artifacts = artifacts;
        this.admission = admission;
        this.licenses = new SetLicenses(licenses, exchange, inventory);
        this.settings = settings;
        this.before = before;
        this.inventory = inventory;
        this.oneLimit = platform.settings().installTimeout();
    }

    /**
     * Starts what was planned and agreed to.
     *
     * @param prepared ids of the settings prepared for what is installed, by module
     * @throws ProblemException LICENSE_MISSING or LICENSE_REFUSED; nothing was changed
     */
    Operation submit(Plan plan, Map<String, String> prepared, ChangeModules.Order order) {
        return submit(plan, prepared, List.of(), plan.changes().get(0).tenantId(), order);
    }

    /**
     * The same for what may be no change at all, and lets earlier settings count afterwards.
     *
     * @param tenantId whose the operation is
     */
    public Operation submit(Plan plan, List<EarlierSettings> earlier, String tenantId, ChangeModules.Order order) {
        return submit(plan, Map.of(), earlier, tenantId, order);
    }

    private Operation submit(
            Plan plan,
            Map<String, String> prepared,
            List<EarlierSettings> earlier,
            String tenantId,
            ChangeModules.Order order) {
        var id = licenses.handIn(plan.changes(), order.licenses());
        var data = Keys.of(order.actor());
        prepared.forEach((module, settingsId) -> data.put(SETTINGS + module, settingsId));
        data.put(MEMBERS, ChangeList.write(plan.changes()));
        data.put(CLEANUP, Boolean.toString(order.data().cleanup()));
        data.put(BACKUP, Boolean.toString(order.data().backup()));
        data.put(SetLicenses.HANDED_IN, id);
        data.put(SettingsBefore.MEMBERS, SettingsBefore.write(earlier));
        // the verified copies that an operation names are kept for it
        plan.changes().forEach(change -> data.put("sha256." + change.module(), change.sha256()));
        try {
            return operations.submit(KIND, SUBJECT + id, tenantId, order.actor().userId(), data);
        } catch (ProblemException refused) {
            licenses.drop(id);
            throw refused;
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Duration limit() {
        return oneLimit.multipliedBy(CHANGES);
    }

    @Override
    public boolean composed() {
        return true;
    }

    @Override
    public List<Step> steps() {
        return List.of(
                Step.of("license", step -> licenses.keep(changes(step), step)).undo(this::forget),
                Step.of("fetch", this::fetch),
                Step.of("changes", this::makeChanges).undo(this::takeBack).asPivot(),
                Step.of("settings", before::set));
    }

    private void forget(StepContext step) {
        licenses.forget(changes(step), step);
        changes(step)
                .forEach(change ->
                        settings.discard(change.tenantId(), change.module(), step.get(SETTINGS + change.module())));
    }

    /** All of it comes before any of it changes anything: most of what can go wrong goes wrong here. */
    private void fetch(StepContext step) {
        for (var change : changes(step)) {
            if (change.brings() && !change.registry().isEmpty()) {
                step.say("Fetching " + change.module() + " " + change.version());
                artifacts.bring(change);
            }
        }
    }

    private void makeChanges(StepContext step) {
        var changes = changes(step);
        for (int i = 0; i < changes.size(); i++) {
            step.say((i + 1) + " of " + changes.size() + ": " + changes.get(i).sentence());
            make(i, changes.get(i), step);
        }
        step.say("All " + changes.size() + " changes are made.");
    }

    /** What a kill has cut off in between may have been made: its verb has come to an end before this goes on. */
    private void make(int number, PlannedChange change, StepContext step) {
        awaitEnd(number, step);
        if (number < begun(step) && made(change)) {
            inventory
                    .find(change.tenantId(), change.module())
                    .filter(found -> change.action() == Action.INSTALL)
                    .ifPresent(found -> step.put(OPERATION + number, found.id()));
            return;
        }
        step.put(BEGUN, Integer.toString(number + 1));
        var with = new OneChange.With(
                "",
                step.get(SETTINGS + change.module()),
                true,
                new DataChoice(Boolean.parseBoolean(step.get(CLEANUP)), Boolean.parseBoolean(step.get(BACKUP))));
        var started = one.start(change.brings() ? change.bringing(offer(change)) : change, with, Keys.actor(step));
        step.put(OPERATION + number, started.id());
        require(change, started);
    }

    /** When this was taken over from another node its verb may have been, too, and be on its way to an end. */
    private void awaitEnd(int number, StepContext step) {
        while (operations
                        .find(step.get(OPERATION + number))
                        .filter(verb -> !verb.state().ended())
                        .isPresent()
                && !step.remaining().isNegative()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private void require(PlannedChange change, Operation started) {
        operations.await(started.id(), oneLimit.plusSeconds(5)).requireSuccess(change.sentence());
    }

    private Offer offer(PlannedChange change) {
        return admission
                .admitted(change.sha256(), change.publisher())
                .map(VerifiedArtifact::descriptor)
                .map(descriptor -> new Offer(
                        descriptor, change.sha256(), change.downloadBytes(), change.publisher(), change.registry()))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.DIGEST_MISMATCH,
                        "The verified copy of " + change.module() + " " + change.version() + " is gone; try again."));
    }

    /** The last one first. What cannot be taken back does not keep the others from it. */
    private void takeBack(StepContext step) {
        var changes = changes(step);
        List<String> left = new ArrayList<>();
        for (int i = Math.min(begun(step), changes.size()) - 1; i >= 0; i--) {
            var change = changes.get(i);
            awaitEnd(i, step);
            if (made(change) && !somebodyElses(i, change, step)) {
                takeBack(change, step).ifPresent(left::add);
            }
        }
        if (!left.isEmpty()) {
            throw new ProblemException(ErrorCode.CONFLICT, String.join("; ", left));
        }
    }

    /** Takes one change back; a sentence when it stays. */
    private Optional<String> takeBack(PlannedChange change, StepContext step) {
        var inverse = change.inverse();
        if (inverse.isEmpty()) {
            return Optional.of(change.sentence() + " was done and stays so");
        }
        try {
            require(inverse.get(), one.start(inverse.get(), OneChange.With.NOTHING, Keys.actor(step)));
            return Optional.empty();
        } catch (ProblemException refused) {
            return Optional.of(change.sentence() + " was done and could not be taken back: " + refused.detail());
        }
    }

    /** Who was faster with an installation keeps it. */
    private boolean somebodyElses(int number, PlannedChange change, StepContext step) {
        return change.action() == Action.INSTALL
                && inventory
                        .find(change.tenantId(), change.module())
                        .filter(found -> found.id().equals(step.get(OPERATION + number)))
                        .isEmpty();
    }

    private boolean made(PlannedChange change) {
        var installation = inventory.find(change.tenantId(), change.module());
        return switch (change.action()) {
            case INSTALL -> installation.isPresent();
            case UPDATE ->
                inventory.ofModule(change.module()).stream()
                        .allMatch(one -> one.sha256().equals(change.sha256()));
            case ENABLE -> is(InstallationState.ENABLED, installation);
            case DISABLE -> is(InstallationState.DISABLED, installation);
            case UNINSTALL -> installation.isEmpty();
        };
    }

    private static boolean is(InstallationState state, Optional<Installation> there) {
        return there.filter(one -> one.desiredState() == state).isPresent();
    }

    private static int begun(StepContext step) {
        return step.get(BEGUN).isEmpty() ? 0 : Integer.parseInt(step.get(BEGUN));
    }

    private static List<PlannedChange> changes(StepContext step) {
        return ChangeList.read(step.get(MEMBERS));
    }
}

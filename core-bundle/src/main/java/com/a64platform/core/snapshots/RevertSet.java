package com.a64platform.core.snapshots;

import com.a64platform.core.applying.ApplyPlan;
import com.a64platform.core.applying.ChangeModules.Order;
import com.a64platform.core.applying.EarlierSettings;
import com.a64platform.core.applying.GivenSettings;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.planning.Approval;
import com.a64platform.core.planning.Change;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.planning.Planner;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.snapshots.Snapshot.Entry;
import com.a64platform.core.trust.Trust;
import com.a64platform.core.versions.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Goes back to a snapshot: what was installed is installed, what was not goes and leaves its data, states and settings are as
 * they were. What is trusted is never taken back: a module whose older version is below the version floor stays, and
 * licenses that were forgotten have to be handed in. Thread-safe.
 */
@Component(service = RevertSet.class)
public final class RevertSet {
    private final SnapshotRepository snapshots;
    private final Inventory inventory;
    private final Planner planner;
    private final ApplyPlan changes;
    private final SettingsVault vault;
    private final Trust trust;

    @Activate
    public RevertSet(
            @Reference SnapshotRepository snapshots,
            @Reference Inventory inventory,
            @Reference Planner planner,
            @Reference ApplyPlan changes,
            @Reference SettingsVault vault,
            @Reference Trust trust) {
        this.snapshots = snapshots;
        this.inventory = inventory;
        this.planner = planner;
        this.changes = changes;
        this.vault = vault;
        this.trust = trust;
    }

    /**
     * Who agrees to what.
     *
     * @param digest of the plan that was looked at
     * @param licenses as typed, by module
     */
    public record Agreed(String digest, Set<String> consent, Map<String, String> licenses) {
        public Agreed {
            consent = Set.copyOf(consent);
            licenses = Map.copyOf(licenses);
        }

        /** The licenses are worth money. */
        @Override
        public String toString() {
            return "Agreed[" + digest + "]";
        }
    }

    /**
     * Says what it would do, and does none of it.
     *
     * @throws ProblemException NOT_FOUND, or as {@link Planner#plan}
     */
    public SnapshotPlan plan(String id) {
        return draft(snapshots.require(id)).plan();
    }

    /**
     * Goes back as planned.
     *
     * @param tenantId whose the operation is
     * @throws ProblemException PLAN_CHANGED with the plan as it is now, CONFLICT when there is nothing to do, and as
     *     {@link Approval#require}
     */
    public Operation submit(String id, Agreed agreed, String tenantId, Audit.Actor actor) {
        var draft = draft(snapshots.require(id));
        var plan = draft.plan();
        if (!agreed.digest().equals(plan.digest())) {
            throw new ProblemException(
                            ErrorCode.PLAN_CHANGED,
                            "Going back to the snapshot is not what that plan said any more; look at the new plan and"
                                    + " send its digest.")
                    .with("plan", plan);
        }
        var approval = new Approval(plan.plan().digest(), agreed.consent());
        approval.require(plan.plan());
        if (plan.plan().changes().isEmpty() && plan.settings().isEmpty()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "Everything is as in the snapshot, as far as it can be; there is nothing to do.");
        }
        var order = new Order(draft.request(), approval, agreed.licenses(), GivenSettings.NONE, DataChoice.KEEP, actor);
        return changes.submit(plan.plan(), plan.settings(), tenantId, order);
    }

    private record Draft(PlanRequest request, SnapshotPlan plan) {}

    private Draft draft(Snapshot snapshot) {
        Map<String, Change> wanted = new LinkedHashMap<>();
        List<EarlierSettings> settings = new ArrayList<>();
        List<String> stays = new ArrayList<>();
        for (var entry : snapshot.entries()) {
            var reason = whyItStays(entry);
            if (reason.isPresent()) {
                stays.add(reason.get());
            } else {
                changes(entry).forEach(change -> wanted.putIfAbsent(key(change), change));
                whySettingsStay(entry).ifPresent(stays::add);
                earlier(entry).ifPresent(settings::add);
            }
        }
        inventory.all().stream()
                .filter(installation -> snapshot.entries().stream().noneMatch(entry -> is(entry, installation)))
                .map(one -> new Change(Action.UNINSTALL, one.moduleName(), one.version(), one.tenantId()))
                .forEach(change -> wanted.putIfAbsent(key(change), change));
        if (wanted.size() > ApplyPlan.CHANGES) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "Going back takes " + wanted.size() + " changes and one operation makes " + ApplyPlan.CHANGES
                            + "; make some of them by hand first.");
        }
        var request = new PlanRequest(List.copyOf(wanted.values()), true);
        var plan = planner.plan(request);
        return new Draft(request, SnapshotPlan.of(snapshot.id(), plan, settings, stays));
    }

    /** One update of a module is one for all tenants. */
    private static String key(Change change) {
        return change.action() == Action.UPDATE
                ? "update " + change.module()
                : change.module() + " of " + change.tenantId() + (change.action() == Action.INSTALL ? "" : " state");
    }

    private List<Change> changes(Entry entry) {
        var installation = inventory.find(entry.tenantId(), entry.module());
        if (installation.isEmpty()) {
            return List.of(
                    new Change(Action.INSTALL, entry.module(), entry.version(), entry.tenantId(), entry.enabled()));
        }
        List<Change> changes = new ArrayList<>();
        if (!installation.get().version().equals(entry.version())) {
            changes.add(new Change(Action.UPDATE, entry.module(), entry.version(), entry.tenantId()));
        }
        var state = installation.get().desiredState();
        if (entry.enabled() && state == InstallationState.DISABLED) {
            changes.add(new Change(Action.ENABLE, entry.module(), entry.version(), entry.tenantId()));
        }
        if (!entry.enabled() && state == InstallationState.ENABLED) {
            changes.add(new Change(Action.DISABLE, entry.module(), entry.version(), entry.tenantId()));
        }
        return changes;
    }

    private Optional<String> whyItStays(Entry entry) {
        var version = Version.parse(entry.version());
        var serving = inventory.ofModule(entry.module()).stream()
                .map(Installation::version)
                .filter(now -> version.compareTo(Version.parse(now)) < 0)
                .findFirst();
        var floor = trust.floor(entry.module()).filter(lowest -> version.compareTo(Version.parse(lowest)) < 0);
        return serving.or(() -> floor)
                .map(higher -> entry.module() + " of tenant " + entry.tenantId() + " does not go back to "
                        + entry.version() + ": " + higher
                        + " has served here, and no older version is let in after it. It stays as it is.");
    }

    private Optional<EarlierSettings> earlier(Entry entry) {
        var now = inventory
                .find(entry.tenantId(), entry.module())
                .map(Installation::settingsId)
                .orElse("not installed");
        return now.equals(entry.settingsId()) || !kept(entry)
                ? Optional.empty()
                : Optional.of(new EarlierSettings(entry.tenantId(), entry.module(), entry.settingsId(), now));
    }

    private Optional<String> whySettingsStay(Entry entry) {
        return kept(entry)
                ? Optional.empty()
                : Optional.of("The settings that " + entry.module() + " had in tenant " + entry.tenantId()
                        + " are not kept any more. Those that count then stay.");
    }

    private boolean kept(Entry entry) {
        return entry.settingsId().isEmpty()
                || vault.lookUp(entry.tenantId(), entry.module(), entry.settingsId())
                        .isPresent();
    }

    private static boolean is(Entry entry, Installation installation) {
        return entry.tenantId().equals(installation.tenantId())
                && entry.module().equals(installation.moduleName());
    }
}

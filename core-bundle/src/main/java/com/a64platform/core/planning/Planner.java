package com.a64platform.core.planning;

import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.findings.BadVersions;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.offers.Offer;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.Plan.Refusal;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says what a request would do, without doing any of it. Thread-safe. */
@Component(service = Planner.class)
public final class Planner {
    private final Inventory inventory;
    private final InstalledModules modules;
    private final NodeRequirements requirements;
    private final Catalogs catalogs;
    private final LicenseService licenses;
    private final SettingsSteps settings;
    private final BadVersions bad;
    private final KeptData kept;

    @Activate
    public Planner(
            @Reference Inventory inventory,
            @Reference InstalledModules modules,
            @Reference NodeRequirements requirements,
            @Reference Catalogs catalogs,
            @Reference LicenseService licenses,
            @Reference SettingsSteps settings,
            @Reference BadVersions bad,
            @Reference KeptData kept) {
        this.inventory = inventory;
        this.modules = modules;
        this.requirements = requirements;
        this.catalogs = catalogs;
        this.licenses = licenses;
        this.settings = settings;
        this.bad = bad;
        this.kept = kept;
    }

    /**
     * The plan; when it cannot be carried out, its refusals say why.
     *
     * @throws ProblemException REGISTRY_UNAVAILABLE and the like when nobody can say what is on offer
     */
    public Plan plan(PlanRequest request) {
        var draft = new PlanDraft(request, inventory, modules, catalogs.read()).fill();
        List<Refusal> refusals = new ArrayList<>(draft.refusals());
        if (!refusals.isEmpty()) {
            return Plan.of(
                    List.of(), List.of(), List.of(), refusals, PlanDigest.of(List.of(), List.of(), new TreeMap<>()));
        }
        List<PlannedChange> changes = new ArrayList<>();
        var facts = new PlanFacts(inventory, modules, licenses, settings, draft.versions());
        for (var slot : draft.inOrder()) {
            noting(refusals, () -> changes.add(facts.of(slot)));
        }
        changes.forEach(change -> noting(refusals, () -> check(change)));
        noting(refusals, () -> requirements.checkRoom(arriving(changes)));
        arrivingByTenant(changes)
                .forEach((tenant, arriving) -> noting(refusals, () -> requirements.checkRoom(tenant, arriving)));
        var restarted = restarted(changes);
        restarted.forEach(touched -> refusals.add(new Refusal(
                ErrorCode.CONFLICT.slug(),
                "It would touch others: " + touched + ". Disable those first and enable them again afterwards.")));
        return Plan.of(
                changes,
                restarted,
                PlanWarnings.of(changes),
                refusals,
                PlanDigest.of(changes, restarted, state(changes)));
    }

    private void check(PlannedChange change) {
        change.offer().map(Offer::descriptor).ifPresent(requirements::checkPlace);
        if (change.offer().isPresent()) {
            bad.refuse(change.sha256());
        }
        if (change.action() == Action.INSTALL) {
            kept.check(change.tenantId(), change.required().descriptor());
        }
        if (change.action() == Action.UPDATE) {
            DataRules.requireReads(change.module(), change.version(), change.from(), change.data());
            refuseUnlicensed(change);
            settings.outlook().requireNothingMissing(change.required().descriptor(), change.resetSettings());
        }
    }

    /** A tenant that runs the module goes on running it; its license has to cover the new version. */
    private static void refuseUnlicensed(PlannedChange change) {
        if (change.lacksLicense()) {
            throw new ProblemException(
                    ErrorCode.LICENSE_REFUSED,
                    "A tenant's license of " + change.module() + " does not cover " + change.version() + ": "
                            + change.license() + "; renew it first.");
        }
    }

    /** Whoever goes along with another one is asked about when that is gone. */
    private List<String> restarted(List<PlannedChange> changes) {
        Set<String> going = changes.stream()
                .filter(Planner::goes)
                .map(PlannedChange::module)
                .collect(Collectors.toSet());
        return changes.stream()
                .filter(Planner::goes)
                .filter(change -> change.dependents().stream().noneMatch(going::contains))
                .flatMap(change -> requirements.touchedByRemoval(change.module(), change.tenantId()).stream())
                .distinct()
                .toList();
    }

    private static boolean goes(PlannedChange change) {
        return change.action() == Action.UNINSTALL || change.action() == Action.DISABLE;
    }

    private static Set<String> arriving(List<PlannedChange> changes) {
        return changes.stream()
                .filter(change -> change.action() == Action.INSTALL)
                .map(PlannedChange::module)
                .collect(Collectors.toSet());
    }

    private static SortedMap<String, Set<String>> arrivingByTenant(List<PlannedChange> changes) {
        return changes.stream()
                .filter(change -> change.action() == Action.INSTALL)
                .collect(Collectors.groupingBy(
                        PlannedChange::tenantId,
                        TreeMap::new,
                        Collectors.mapping(PlannedChange::module, Collectors.toSet())));
    }

    private SortedMap<String, Long> state(List<PlannedChange> changes) {
        SortedMap<String, Long> state = new TreeMap<>();
        changes.forEach(change -> inventory
                .ofModule(change.module())
                .forEach(installation ->
                        state.put(installation.tenantId() + "/" + change.module(), installation.revision())));
        return state;
    }

    private static void noting(List<Refusal> refusals, Runnable attempt) {
        try {
            attempt.run();
        } catch (ProblemException refused) {
            refusals.add(new Refusal(refused.code().slug(), refused.detail()));
        }
    }
}

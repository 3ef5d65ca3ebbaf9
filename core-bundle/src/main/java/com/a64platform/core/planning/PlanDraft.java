package com.a64platform.core.planning;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.Plan.Refusal;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.resolution.Candidate;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which modules a request changes in which tenants, and in which order. For one thread, used once. */
final class PlanDraft {
    private final PlanRequest request;
    private final Inventory inventory;
    private final InstalledModules modules;
    private final VersionChoice versions;
    private final Set<Slot> slots = new LinkedHashSet<>();
    private final List<Refusal> refusals = new ArrayList<>();

    PlanDraft(PlanRequest request, Inventory inventory, InstalledModules modules, Catalogs.Reading catalogs) {
        this.request = request;
        this.inventory = inventory;
        this.modules = modules;
        this.versions = new VersionChoice(modules, catalogs);
    }

    /** Takes the request in; what cannot be done is among the refusals afterwards. */
    PlanDraft fill() {
        request.changes().forEach(change -> noting(() -> take(change)));
        var phases = List.<Runnable>of(
                this::takeDependents,
                () -> versions.resolve(leaving()),
                this::takeWhatIsNeeded,
                this::enableWhatIsNeeded);
        phases.stream().takeWhile(phase -> refusals.isEmpty()).forEach(this::noting);
        return this;
    }

    List<Refusal> refusals() {
        return refusals;
    }

    VersionChoice versions() {
        return versions;
    }

    /** What goes before what comes, whoever needs something before it in the one and after it in the other. */
    List<Slot> inOrder() {
        List<Slot> order = new ArrayList<>();
        goingOrder().forEach(module -> slots.stream()
                .filter(slot -> slot.module().equals(module))
                .filter(slot -> slot.action() == Action.UNINSTALL || slot.action() == Action.DISABLE)
                .forEach(order::add));
        comingOrder().forEach(module -> Stream.of(Action.UPDATE, Action.INSTALL, Action.ENABLE)
                .forEach(action -> slots.stream()
                        .filter(slot -> slot.module().equals(module) && slot.action() == action)
                        .forEach(order::add)));
        return order;
    }

    private void take(Change change) {
        var module = change.module();
        switch (change.action()) {
            case INSTALL -> takeInstall(change);
            case UPDATE ->
                versions.update(
                        module, change.version(), installedAnywhere(module).version());
            case ENABLE -> modules.refuseEnabled(inventory.require(change.tenantId(), module));
            case DISABLE -> NodeRequirements.requireEnabled(inventory.require(change.tenantId(), module));
            case UNINSTALL -> inventory.require(change.tenantId(), module);
        }
        slots.add(Slot.asked(change));
    }

    /** One version serves on a node: what serves already is what another tenant gets. */
    private void takeInstall(Change change) {
        inventory.find(change.tenantId(), change.module()).ifPresent(NodeRequirements::refuseSecond);
        var elsewhere = inventory.ofModule(change.module()).stream().findFirst();
        if (elsewhere.isEmpty()) {
            versions.install(change.module(), change.version());
            return;
        }
        var serving = elsewhere.get().version();
        if (!change.version().equals(Catalogs.LATEST)
                && !VersionRange.parse(change.version()).contains(Version.parse(serving))) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "Version " + serving + " of " + change.module()
                            + " serves other tenants here; install that one, or update the module for all of them"
                            + " first.");
        }
    }

    private Installation installedAnywhere(String module) {
        return inventory.ofModule(module).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_INSTALLED, "Module " + module + " is not installed; install it first."));
    }

    /** Whoever needs what goes, and whoever needs those. */
    private void takeDependents() {
        List<Slot> going = new ArrayList<>(going());
        for (int i = 0; i < going.size(); i++) {
            var slot = going.get(i);
            var dependents = modules.needing(slot.module(), slot.tenantId()).stream()
                    .filter(other -> slot.action() == Action.UNINSTALL || InstalledModules.enabled(other))
                    .map(Installation::moduleName)
                    .filter(other -> staysAsItIs(slot, other))
                    .toList();
            if (!dependents.isEmpty() && !request.cascade()) {
                throw new ProblemException(
                        ErrorCode.STILL_NEEDED,
                        "These modules need " + slot.module() + ": " + String.join(", ", dependents) + "; "
                                + slot.action().name().toLowerCase(Locale.ROOT)
                                + " them first, or ask with cascade=true.");
            }
            dependents.forEach(other -> {
                var along = Slot.along(slot.action(), other, slot.tenantId());
                slots.add(along);
                going.add(along);
            });
        }
    }

    private boolean staysAsItIs(Slot slot, String other) {
        return slots.stream()
                .noneMatch(known -> known.is(Action.UNINSTALL, other, slot.tenantId())
                        || known.is(slot.action(), other, slot.tenantId())
                        || known.action() == Action.UPDATE && known.module().equals(other));
    }

    private List<Slot> going() {
        return slots.stream()
                .filter(slot -> slot.action() == Action.UNINSTALL || slot.action() == Action.DISABLE)
                .toList();
    }

    /** The modules that no tenant keeps. */
    private Set<String> leaving() {
        return slots.stream()
                .filter(slot -> slot.action() == Action.UNINSTALL)
                .map(Slot::module)
                .filter(module -> inventory.ofModule(module).stream().allMatch(one -> slots.stream()
                        .anyMatch(slot -> slot.is(Action.UNINSTALL, module, one.tenantId()))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A new version is everybody's; what somebody's module needs that tenant gets. */
    private void takeWhatIsNeeded() {
        for (var candidate : versions.chosen()) {
            boolean asked = slots.stream().anyMatch(slot -> slot.module().equals(candidate.module()));
            if (versions.installedAnywhere(candidate.module()) && !asked) {
                slots.add(Slot.along(
                        Action.UPDATE,
                        candidate.module(),
                        request.changes().get(0).tenantId()));
            }
        }
        List<Slot> waiting = new ArrayList<>(slots);
        for (int i = 0; i < waiting.size(); i++) {
            var slot = waiting.get(i);
            for (var tenant : tenants(slot)) {
                versions.needs(slot.module()).stream()
                        .filter(needed -> inventory.find(tenant, needed).isEmpty())
                        .filter(needed -> versions.installedAnywhere(needed) || chosen(needed))
                        .filter(needed -> slots.stream().noneMatch(known -> known.is(Action.INSTALL, needed, tenant)))
                        .map(needed -> Slot.along(Action.INSTALL, needed, tenant))
                        .forEach(along -> {
                            slots.add(along);
                            waiting.add(along);
                        });
            }
        }
    }

    private boolean chosen(String module) {
        return versions.chosen().stream().map(Candidate::module).anyMatch(module::equals);
    }

    private Collection<String> tenants(Slot slot) {
        return switch (slot.action()) {
            case INSTALL -> List.of(slot.tenantId());
            case UPDATE ->
                inventory.ofModule(slot.module()).stream()
                        .map(Installation::tenantId)
                        .sorted()
                        .toList();
            default -> List.of();
        };
    }

    /** What is disabled serves nobody, and who has disabled it had a reason. */
    private void enableWhatIsNeeded() {
        List<Slot> waiting = slots.stream()
                .filter(slot -> slot.action() == Action.ENABLE || slot.action() == Action.INSTALL && slot.activate())
                .collect(Collectors.toCollection(ArrayList::new));
        for (int i = 0; i < waiting.size(); i++) {
            var slot = waiting.get(i);
            for (var needed : versions.needs(slot.module())) {
                var installation =
                        inventory.find(slot.tenantId(), needed).filter(one -> !InstalledModules.enabled(one));
                if (installation.isPresent()
                        && slots.stream().noneMatch(known -> known.is(Action.ENABLE, needed, slot.tenantId()))) {
                    refuseDisabled(slot.module(), installation.get());
                    var along = Slot.along(Action.ENABLE, needed, slot.tenantId());
                    slots.add(along);
                    waiting.add(along);
                }
            }
        }
    }

    private void refuseDisabled(String module, Installation needed) {
        if (!request.cascade()) {
            throw new ProblemException(
                    ErrorCode.DEPENDENCY_MISSING,
                    module + " needs " + needed.moduleName() + ", which is " + needed.desiredState()
                            + "; enable that first, or ask with cascade=true.");
        }
    }

    /** Whoever needs another one comes before it. */
    private List<String> goingOrder() {
        Set<String> going = going().stream().map(Slot::module).collect(Collectors.toCollection(TreeSet::new));
        List<String> order = new ArrayList<>(neededFirst(going));
        Collections.reverse(order);
        return order;
    }

    /** What is here already, then what is brought in its order; what is only enabled after what it needs. */
    private List<String> comingOrder() {
        Set<String> order = new LinkedHashSet<>();
        Set<String> here = slots.stream()
                .filter(slot -> slot.action() == Action.INSTALL || slot.action() == Action.ENABLE)
                .map(Slot::module)
                .filter(module -> !chosen(module))
                .collect(Collectors.toCollection(TreeSet::new));
        versions.chosen().stream().map(Candidate::module).forEach(module -> {
            visit(module, here, new TreeSet<>(), order);
            order.add(module);
        });
        order.addAll(neededFirst(here));
        return List.copyOf(order);
    }

    private Collection<String> neededFirst(Set<String> among) {
        Set<String> order = new LinkedHashSet<>();
        among.forEach(module -> visit(module, among, new TreeSet<>(), order));
        return order;
    }

    private void visit(String module, Set<String> among, Set<String> seen, Set<String> order) {
        if (seen.add(module)) {
            versions.needs(module).forEach(needed -> visit(needed, among, seen, order));
            if (among.contains(module)) {
                order.add(module);
            }
        }
    }

    private void noting(Runnable attempt) {
        try {
            attempt.run();
        } catch (ProblemException refused) {
            refusals.add(new Refusal(refused.code().slug(), refused.detail()));
        }
    }
}

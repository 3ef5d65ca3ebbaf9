package com.a64platform.core.installer;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.configuring.SettingsReport;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.findings.BadVersions;
import com.a64platform.core.findings.Obstacles;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.offers.Standing;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.unloading.Departure;
import com.a64platform.core.unloading.Unloading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says why a module is as it is on this node: one finding after the other, from the wish to what serves. Thread-safe. */
@Component(service = ModuleReport.class)
public final class ModuleReport {
    private static final int OPERATIONS_LOOKED_AT = 200;
    private static final Set<String> EVERYBODYS = Set.of(UpdateModule.KIND, "return");

    private final Inventory inventory;
    private final Revisions revisions;
    private final RouteTable routes;
    private final Doors doors;
    private final Operations operations;
    private final Workers workers;
    private final Standing standing;
    private final Admission admission;
    private final Unloading unloading;
    private final BadVersions bad;
    private final Obstacles obstacles;
    private final SettingsReport settings;
    private final boolean safeMode;

    @Activate
    public ModuleReport(
            @Reference Inventory inventory,
            @Reference Revisions revisions,
            @Reference RouteTable routes,
            @Reference Doors doors,
            @Reference Operations operations,
            @Reference Workers workers,
            @Reference Standing standing,
            @Reference Admission admission,
            @Reference Unloading unloading,
            @Reference BadVersions bad,
            @Reference Obstacles obstacles,
            @Reference SettingsReport settings,
            @Reference Platform platform) {
        this.inventory = inventory;
        this.revisions = revisions;
        this.routes = routes;
        this.doors = doors;
        this.operations = operations;
        this.workers = workers;
        this.standing = standing;
        this.admission = admission;
        this.unloading = unloading;
        this.bad = bad;
        this.obstacles = obstacles;
        this.settings = settings;
        this.safeMode = platform.settings().safeMode();
    }

    /**
     * What was found.
     *
     * @param serves whether requests of this tenant reach the module
     * @param findings sentences, the cause first
     * @param advice what to do; empty when there is nothing to do
     * @param scan what was found in its artifact; empty when it is not installed
     */
    public record Why(String module, boolean serves, List<String> findings, String advice, Optional<ScanReport> scan) {}

    public Why why(String module, String tenantId) {
        List<String> findings = new ArrayList<>();
        var installation = inventory.find(tenantId, module);
        installation.ifPresentOrElse(
                found -> wish(found, findings), () -> findings.add("It is not installed for this tenant."));
        installation
                .map(standing::flags)
                .orElse(List.of())
                .forEach(flag -> findings.add("Flagged: " + flag + ". It goes on; nothing new of it is admitted."));
        if (safeMode) {
            findings.add("The platform runs in safe mode and started no module.");
        }
        workers.overdue(module)
                .forEach(thread -> findings.add("Code of it does not come back; its thread is " + thread + "."));
        revisions.serving(module).ifPresent(revision -> loaded(revision, findings));
        installation.map(settings::findings).ifPresent(findings::addAll);
        unloading.held(module).stream().map(Departure::verdict).forEach(findings::add);
        waiting(module, findings);
        obstacles.of(module).ifPresent(obstacle -> findings.add("On this node: " + obstacle.reason()));
        bad.ofModule(module)
                .forEach(sick -> findings.add("Version " + sick.version() + " is marked bad on this node since "
                        + sick.since() + ": " + sick.reason()));
        var failed = lastFailure(module, tenantId);
        failed.ifPresent(operation -> findings.add("The last " + operation.kind() + " failed: "
                + operation.failure().map(Operation.Failure::detail).orElse("without a reason")));
        var closed = doors.closed(tenantId, module);
        closed.ifPresent(reason -> findings.add("Nobody of this tenant is let in: " + reason));
        boolean serves = closed.isEmpty() && serves(installation, module);
        var scan = installation.flatMap(found -> admission.report(found.sha256()));
        return new Why(module, serves, findings, advice(installation, serves), scan);
    }

    private static void wish(Installation installation, List<String> findings) {
        findings.add("Version " + installation.version() + " is meant to be " + installation.desiredState()
                + (installation.reason().isEmpty() ? "." : ": " + installation.reason() + "."));
        installation
                .license()
                .ifPresent(license -> findings.add("Its license is " + license.state()
                        + license.until().map(until -> " until " + until).orElse("") + "."
                        + (license.notice().isEmpty() ? "" : " " + license.notice())));
    }

    private void loaded(Revision revision, List<String> findings) {
        findings.add("Version " + revision.version() + " is loaded as bundle " + revision.bundleId() + "."
                + (revision.artifact().signed() ? "" : " It is not signed."));
        revision.lacks().forEach(lack -> findings.add("But " + lack + "."));
        routes.ofModule(revision.module())
                .ifPresent(route -> findings.add(
                        "It serves " + route.prefix() + " with " + route.inFlight() + " requests inside."));
    }

    private void waiting(String module, List<String> findings) {
        routes.ofModule(module)
                .filter(Route::parked)
                .ifPresent(route ->
                        findings.add("It is being replaced in its place; " + route.staying() + " requests wait."));
    }

    /** Other tenants' failures are theirs, but an update and its return are everybody's. */
    private Optional<Operation> lastFailure(String module, String tenantId) {
        return operations.recent(OPERATIONS_LOOKED_AT).stream()
                .filter(operation -> operation.subject().equals(module))
                .filter(operation -> operation.tenantId().equals(tenantId) || EVERYBODYS.contains(operation.kind()))
                .findFirst()
                .filter(operation -> operation.failure().isPresent());
    }

    private boolean serves(Optional<Installation> installation, String module) {
        return installation
                        .filter(found -> found.desiredState() == InstallationState.ENABLED)
                        .isPresent()
                && routes.ofModule(module).isPresent();
    }

    private static String advice(Optional<Installation> installation, boolean serves) {
        if (serves) {
            return "";
        }
        return installation
                .map(found -> switch (found.desiredState()) {
                    case DISABLED ->
                        DisableModule.unlicensed(found)
                                ? "Hand in a license that counts with PUT /api/v1/modules/" + found.moduleName()
                                        + "/license."
                                : "Enable it with POST /api/v1/modules/" + found.moduleName() + "/enable.";
                    case ENABLED ->
                        "Mend what the findings name, update it, uninstall it, or enable it with POST /api/v1/modules/"
                                + found.moduleName() + "/enable to try it again.";
                    default -> "Look at GET /api/v1/operations for what is running.";
                })
                .orElse("Install it with POST /api/v1/modules/install.");
    }
}

package com.a64platform.core.reasons;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says why a module is as it is on this node for a tenant: the chain of causes, and what to do. Thread-safe. */
@Component(service = ModuleReport.class)
public final class ModuleReport {
    /** What keeps a check from being made, and is a cause itself. */
    private static final Set<ErrorCode> AWAY = Set.of(ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORAGE_FULL);

    private final Inventory inventory;
    private final Revisions revisions;
    private final RouteTable routes;
    private final Doors doors;
    private final Admission admission;
    private final Checks checks;

    @Activate
    public ModuleReport(
            @Reference Inventory inventory,
            @Reference Revisions revisions,
            @Reference RouteTable routes,
            @Reference Doors doors,
            @Reference Admission admission,
            @Reference Checks checks) {
        this.inventory = inventory;
        this.revisions = revisions;
        this.routes = routes;
        this.doors = doors;
        this.admission = admission;
        this.checks = checks;
    }

    /**
     * What was found.
     *
     * @param serves whether requests of this tenant reach the module on this node
     * @param causes those that stop it first, the most immediate before what is behind it; empty when all is well
     * @param findings sentences about what is there
     * @param advice that of the first cause; empty when there is nothing to do
     * @param scan what was found in its artifact; empty when it is not installed
     */
    public record Why(
            String module,
            boolean serves,
            List<Cause> causes,
            List<String> findings,
            String advice,
            Optional<ScanReport> scan) {}

    public Why why(String module, String tenantId) {
        var subject = subject(module, tenantId);
        var causes = checks.all().stream()
                .flatMap(check -> look(check, subject).stream())
                .distinct()
                .sorted(Comparator.comparing(Cause::stops).reversed())
                .toList();
        return new Why(
                module,
                subject.serves(),
                causes,
                findings(subject),
                causes.stream().findFirst().map(Cause::advice).orElse(""),
                subject.installation().flatMap(found -> admission.report(found.sha256())));
    }

    private Case subject(String module, String tenantId) {
        var installation = inventory.find(tenantId, module);
        var route = routes.ofModule(module);
        boolean serves = installation
                        .filter(found -> found.desiredState() == InstallationState.ENABLED)
                        .isPresent()
                && route.filter(found -> !found.parked()).isPresent()
                && doors.closed(tenantId, module).isEmpty();
        return new Case(module, tenantId, installation, revisions.serving(module), route, serves);
    }

    /** A check that cannot be made for want of the store says so and keeps no other from being made. */
    private static List<Cause> look(Check check, Case subject) {
        try {
            return check.look(subject);
        } catch (ProblemException problem) {
            if (!AWAY.contains(problem.code())) {
                throw problem;
            }
            return List.of(Cause.noting(
                    problem.code().slug(),
                    "Not all can be looked at: " + problem.detail(),
                    FailureAdvice.of(problem.code().slug(), subject)));
        }
    }

    private List<String> findings(Case subject) {
        List<String> findings = new ArrayList<>();
        subject.installation().ifPresent(installation -> wish(installation, findings));
        subject.revision().ifPresent(revision -> loaded(revision, findings));
        subject.route()
                .filter(route -> !route.parked())
                .map(ModuleReport::served)
                .ifPresent(findings::add);
        return findings;
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

    private static void loaded(Revision revision, List<String> findings) {
        findings.add("Version " + revision.version() + " is loaded as bundle " + revision.bundleId() + "."
                + (revision.artifact().signed() ? "" : " It is not signed."));
    }

    private static String served(Route route) {
        return "It serves " + route.prefix() + " with " + route.inFlight() + " requests inside.";
    }
}

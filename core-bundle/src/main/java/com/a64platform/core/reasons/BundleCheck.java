package com.a64platform.core.reasons;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.findings.Obstacles;
import com.a64platform.core.findings.Obstacles.Obstacle;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.routes.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What keeps the code of a module that is meant to serve from serving on this node. */
@Component(service = BundleCheck.class)
public final class BundleCheck implements Check {
    private final Admission admission;
    private final StartBreaker breaker;
    private final Obstacles obstacles;
    private final Workers workers;

    @Activate
    public BundleCheck(
            @Reference Admission admission,
            @Reference StartBreaker breaker,
            @Reference Obstacles obstacles,
            @Reference Workers workers) {
        this.admission = admission;
        this.breaker = breaker;
        this.obstacles = obstacles;
        this.workers = workers;
    }

    @Override
    public List<Cause> look(Case module) {
        List<Cause> causes = new ArrayList<>();
        module.wanted().ifPresent(installation -> {
            if (!module.serves()) {
                absent(module, installation, causes);
            }
            module.revision().ifPresent(revision -> loaded(module, installation, revision, causes));
        });
        workers.overdue(module.module()).forEach(thread -> causes.add(hanging(module, thread)));
        if (causes.isEmpty() && module.wanted().isPresent() && !module.serves()) {
            causes.add(unloaded(module));
        }
        return causes;
    }

    /** What to do about an artifact that the process died of. */
    static String afterQuarantine(Case module) {
        return "Bring another version with " + module.call("PUT", "/update") + ", or enable it with "
                + module.call("POST", "/enable") + " to try it again.";
    }

    private void absent(Case module, Installation installation, List<Cause> causes) {
        module.route().filter(Route::parked).ifPresent(route -> causes.add(replaced(route)));
        var quarantine = breaker.quarantine(installation.sha256());
        if (quarantine.isPresent()) {
            causes.add(Cause.stopping(
                            "quarantined",
                            "Version " + installation.version() + ": " + quarantine.get() + ".",
                            afterQuarantine(module))
                    .with("artifact", installation.sha256()));
        } else {
            notStarted(module, installation).ifPresent(causes::add);
        }
    }

    /** What keeps it from this node, or else what the store still says of it. */
    private Optional<Cause> notStarted(Case module, Installation installation) {
        var obstacle = obstacles.of(module.module());
        var coming = obstacles.comingSince(module.module());
        if (obstacle.isEmpty() && coming.isPresent()) {
            return Optional.of(coming(module).since(coming.get()));
        }
        var reason = obstacle.map(Obstacle::reason).or(() -> Optional.of(installation.reason())
                .filter(said -> installation.desiredState() == InstallationState.ERROR));
        var since = obstacle.map(Obstacle::since).orElse(installation.updatedAt());
        if (admission.admitted(installation.sha256(), installation.publisher()).isEmpty()) {
            return Optional.of(copyLost(module, installation, reason).since(since));
        }
        return reason.map(said -> started(module, installation.version(), said).since(since));
    }

    private static Cause coming(Case module) {
        return Cause.stopping(
                "coming-up",
                "This node is fetching or starting it.",
                "Wait, and ask " + module.call("GET", "/why") + " again: if it does not come up, that tells why.");
    }

    private static Cause copyLost(Case module, Installation installation, Optional<String> reason) {
        return Cause.stopping(
                        "copy-lost",
                        reason.orElse(
                                "The verified copy of version " + installation.version() + " is gone or was changed."),
                        "Put its file into deploy/ again, or uninstall it with " + module.call("DELETE", "")
                                + " and install it with POST /api/v1/modules/install.")
                .with("artifact", installation.sha256());
    }

    /** Why the start did not succeed, in the words in which it was told. */
    private static Cause started(Case module, String version, String reason) {
        var fault = StartFault.in(reason, module);
        var cause = Cause.stopping(
                fault.map(StartFault::code).orElse("start-failed"),
                "Version " + version + " does not start: " + reason,
                fault.map(StartFault::advice)
                        .orElse("Mend what is named and try again with " + module.call("POST", "/enable")
                                + "; logs/a64.log has more."));
        return fault.map(found -> found.evidence(cause)).orElse(cause);
    }

    private static Cause replaced(Route route) {
        return Cause.stopping(
                "being-replaced",
                "It is being replaced in its place; " + route.staying() + " requests wait.",
                "Wait; GET /api/v1/operations shows the operation that does so.");
    }

    private static void loaded(Case module, Installation installation, Revision revision, List<Cause> causes) {
        for (var lack : revision.lacks()) {
            causes.add(started(module, revision.version(), lack + ".")
                    .ifStops(!module.serves())
                    .with("bundle", String.valueOf(revision.bundleId())));
        }
        if (!revision.artifact().sha256().equals(installation.sha256())) {
            causes.add(Cause.noting(
                            "other-version-serves",
                            "Version " + revision.version() + " serves here, " + installation.version()
                                    + " is installed.",
                            "Wait a moment for the node to follow; if it stays so, logs/a64.log says why.")
                    .with("bundle", String.valueOf(revision.bundleId())));
        }
        if (module.route().isEmpty()) {
            causes.add(Cause.stopping(
                            "route-missing",
                            "It is loaded, but no route leads to it.",
                            "Disable it with " + module.call("POST", "/disable") + " and enable it again.")
                    .with("bundle", String.valueOf(revision.bundleId())));
        }
    }

    private static Cause hanging(Case module, String thread) {
        return Cause.stopping(
                        "code-hangs",
                        "Code of it does not come back; its thread is " + thread + ".",
                        "Tell its maker where it hangs, jcmd "
                                + ProcessHandle.current().pid()
                                + " Thread.print shows it, and restart the node to be rid of the thread.")
                .ifStops(!module.serves())
                .with("thread", thread);
    }

    private static Cause unloaded(Case module) {
        return Cause.stopping(
                "not-loaded",
                "It is meant to serve, but this node has not loaded it.",
                "Disable it with " + module.call("POST", "/disable") + " and enable it again; logs/a64.log says more.");
    }
}

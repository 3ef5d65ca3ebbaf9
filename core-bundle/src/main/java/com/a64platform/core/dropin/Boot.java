package com.a64platform.core.dropin;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.applying.ApplyPlan;
import com.a64platform.core.archives.ImportModules;
import com.a64platform.core.identity.FirstStart;
import com.a64platform.core.installer.Activation;
import com.a64platform.core.installer.Verbs;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.reclaiming.Reclaiming;
import com.a64platform.core.revalidation.LicenseWatch;
import com.a64platform.core.rollback.UpdateWatch;
import com.a64platform.core.snapshots.TakeSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the node in line with the store when it starts: what was cut off is resumed or undone, every enabled module is
 * loaded from its verified copy, its file is restored, and only then is the watched folder opened. A module that does not
 * start keeps no other from starting.
 */
@Component(
        service = Boot.class,
        immediate = true,
        // a node that nobody can sign in to is not ready
        reference = @Reference(name = "administrator", service = FirstStart.class))
public final class Boot {
    private static final Logger log = LoggerFactory.getLogger(Boot.class);

    /** Why a module is in ERROR whose very artifact may be dropped again. */
    static final String COPY_LOST =
            "its verified copy is gone or was changed; put its file into deploy/ again, or uninstall and install it";

    private final Operations operations;
    private final Inventory inventory;
    private final Admission admission;
    private final LicenseWatch watch;
    private final Activation activation;
    private final DeployFiles files;
    private final DeployFolder folder;
    private final StartBreaker breaker;
    private final Readiness readiness;
    private final Workers workers;
    private final Duration startLimit;
    private final boolean safeMode;

    @Activate
    public Boot(
            @Reference Operations operations,
            @Reference Verbs verbs,
            @Reference ImportModules imports,
            @Reference ApplyPlan plans,
            @Reference Reclaiming reclaiming,
            @Reference TakeSnapshot snapshots,
            @Reference UpdateWatch updates,
            @Reference Inventory inventory,
            @Reference Admission admission,
            @Reference LicenseWatch watch,
            @Reference Activation activation,
            @Reference DeployFiles files,
            @Reference DeployFolder folder,
            @Reference StartBreaker breaker,
            @Reference Readiness readiness,
            @Reference Workers workers,
            @Reference Platform platform) {
        this.operations = operations;
        this.inventory = inventory;
        this.admission = admission;
        this.watch = watch;
        this.activation = activation;
        this.files = files;
        this.folder = folder;
        this.breaker = breaker;
        this.readiness = readiness;
        this.workers = workers;
        this.startLimit = platform.settings().shorterThanInstall(Activation.START_LIMIT);
        this.safeMode = platform.settings().safeMode();
        verbs.defineIn(operations);
        operations.define(imports);
        operations.define(plans);
        reclaiming.defineIn(operations);
        operations.define(snapshots);
        updates.beginIn(operations); // hears of an end before the folder does, which tidies up then
        operations.listen(folder);
        operations.listen(watch);
        workers.start("boot", this::run);
    }

    private void run() {
        operations.recover();
        if (safeMode) {
            log.warn("Safe mode: no module is started and deploy/ is not looked at");
        } else {
            startModules();
            breaker.awaitSuspects();
            watch.begin();
            operations.resume(); // what runs keeps its copies; the folder tidies up what nobody needs
            folder.open();
        }
        readiness.enter(Readiness.Phase.READY);
    }

    private void startModules() {
        breaker.keepOnly(this::known);
        var modules = new LinkedHashSet<String>();
        inventory.all().stream().map(Installation::moduleName).forEach(modules::add);
        var artifacts = new ArtifactsAhead(
                        admission, inventory.all().stream().filter(Boot::wanted).toList())
                .begin(workers);
        var begun = new HashSet<String>();
        modules.forEach(module -> startOnce(module, artifacts, begun));
    }

    private void startOnce(String module, ArtifactsAhead artifacts, Set<String> begun) {
        if (!begun.add(module)) {
            return;
        }
        try {
            startModule(module, artifacts, begun);
        } catch (RuntimeException | LinkageError failure) {
            log.error("Module {} does not start", module, failure);
            mark(module, InstallationState.ERROR, reason(failure));
        }
    }

    private boolean known(String sha256) {
        return inventory.all().stream()
                        .anyMatch(installation -> installation.sha256().equals(sha256))
                || files.withDigest(sha256).isPresent();
    }

    private static String reason(Throwable failure) {
        return failure instanceof ProblemException problem
                ? problem.detail()
                : "its start failed on our side; the log says why";
    }

    /** No code without a valid license: a tenant whose license does not count is disabled first, and told why. */
    private void startModule(String module, ArtifactsAhead artifacts, Set<String> begun) {
        inventory.ofModule(module).stream().filter(Boot::wanted).forEach(watch::beforeStart);
        var enabled = inventory.ofModule(module).stream().filter(Boot::wanted).findFirst();
        if (enabled.isEmpty()) {
            leaveUnserved(inventory.ofModule(module).get(0));
            return;
        }
        var artifact = artifacts.of(enabled.get());
        if (artifact.isEmpty()) {
            log.error("Module {} does not start: {}", module, COPY_LOST);
            mark(module, InstallationState.ERROR, COPY_LOST);
            return;
        }
        activation.leaveUnserved(artifact.get());
        var quarantine = breaker.quarantine(artifact.get().sha256());
        if (quarantine.isPresent()) {
            log.error("Module {} is not started: {}", module, quarantine.get());
            mark(module, InstallationState.QUARANTINED, quarantine.get());
            return;
        }
        startWhatItNeeds(artifact.get(), artifacts, begun);
        activation.serveLazily(artifact.get(), startLimit);
        files.place(artifact.get());
        inventory.ofModule(module).stream()
                .filter(installation -> installation.desiredState() == InstallationState.ERROR)
                .forEach(installation ->
                        inventory.update(installation.with(InstallationState.ENABLED, "", Instant.now())));
    }

    /** It may import their packages, and does not resolve before they are there. */
    private void startWhatItNeeds(VerifiedArtifact artifact, ArtifactsAhead artifacts, Set<String> begun) {
        artifact.descriptor().dependencies().modules().keySet().stream()
                .filter(needed -> !inventory.ofModule(needed).isEmpty())
                .forEach(needed -> startOnce(needed, artifacts, begun));
    }

    private void leaveUnserved(Installation installation) {
        admission.admitted(installation.sha256(), installation.publisher()).ifPresent(activation::leaveUnserved);
    }

    private void mark(String module, InstallationState state, String reason) {
        inventory.ofModule(module).stream()
                .filter(Boot::wanted)
                .forEach(installation -> inventory.update(installation.with(state, reason, Instant.now())));
    }

    /** ERROR is what an enabled module becomes when it does not start; the next start tries again. */
    private static boolean wanted(Installation installation) {
        return installation.desiredState() == InstallationState.ENABLED
                || installation.desiredState() == InstallationState.ERROR;
    }
}

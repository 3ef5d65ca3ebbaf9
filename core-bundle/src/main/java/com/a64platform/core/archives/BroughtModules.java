package com.a64platform.core.archives;

import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.installer.InstallModule;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.installer.UninstallModule;
import com.a64platform.core.installer.UpdateModule;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.revalidation.RenewLicense;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The modules of one file on their way in, each by its own verb, and out again. Which of them were not there before stands
 * in the operation's data, so that it is known after a kill.
 */
final class BroughtModules {
    /** The operation that installs a module, which is an installation's id, too. */
    private static final String OPERATION = "operation.";
    /** What stands there until the operation has an id. */
    private static final String BEGUN = "begun";

    private final Verbs verbs;
    private final Operations operations;
    private final Inventory inventory;
    private final Duration limit;

    /** What a module is changed with. */
    record Verbs(InstallModule install, UpdateModule update, UninstallModule uninstall, RenewLicense renewal) {}

    /** @param limit how long to wait for one module */
    BroughtModules(Verbs verbs, Operations operations, Inventory inventory, Duration limit) {
        this.verbs = verbs;
        this.operations = operations;
        this.inventory = inventory;
        this.limit = limit;
    }

    /** Installs a module or updates it, as it is needed. */
    void bring(int number, VerifiedArtifact artifact, String license, StepContext step) {
        var here = here(number, artifact, step);
        if (here.isEmpty()) {
            install(number, artifact, license, step);
            return;
        }
        if (step.get(OPERATION + number).equals(here.get().id())) {
            return; // a kill came after it
        }
        if (!license.isEmpty() && here.get().license().isPresent()) {
            verbs.renewal().renew(artifact.name(), step.tenantId(), license, Keys.actor(step));
        }
        if (!here.get().sha256().equals(artifact.sha256())) {
            here.get().requireOtherVersion(artifact);
            requireConsent(artifact, here.get(), step);
            require(artifact, verbs.update().submitAdmitted(artifact, "", step.tenantId(), Keys.actor(step)));
        }
    }

    /** A kill may have come between the beginning of an installation and the noting down of its id. */
    private Optional<Installation> here(int number, VerifiedArtifact artifact, StepContext step) {
        var here = inventory.find(step.tenantId(), artifact.name());
        here.filter(one -> step.get(OPERATION + number).equals(BEGUN))
                .filter(one -> one.sha256().equals(artifact.sha256()))
                .ifPresent(one -> step.put(OPERATION + number, one.id()));
        return here;
    }

    private void install(int number, VerifiedArtifact artifact, String license, StepContext step) {
        step.put(OPERATION + number, BEGUN);
        var started = verbs.install()
                .submitAdmitted(artifact, license, step.tenantId(), Keys.activates(step), Keys.actor(step));
        step.put(OPERATION + number, started.id());
        require(artifact, started);
    }

    /** Who may write into deploy/ consents by doing so. */
    private static void requireConsent(VerifiedArtifact artifact, Installation installed, StepContext step) {
        var more = Keys.beyondConsent(artifact.descriptor().permissions(), step).stream()
                .filter(permission -> !installed.permissions().contains(permission))
                .toList();
        if (!more.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.CONSENT_MISSING,
                    artifact.name() + " " + artifact.version() + " asks for " + String.join(", ", more) + ", which "
                            + installed.version() + " did not; name them in consent if it shall have them.");
        }
    }

    private void require(VerifiedArtifact artifact, Operation started) {
        operations.await(started.id(), limit).requireSuccess(artifact.name() + " " + artifact.version());
    }

    /**
     * Uninstalls what was not there before, the last one first; updates stay.
     *
     * @throws ProblemException that names what could not be taken back, when all the rest is
     */
    void takeBack(StepContext step) {
        List<String> left = new ArrayList<>();
        for (int i = ArchiveLimits.MODULES - 1; i >= 0; i--) {
            installed(i, step).flatMap(one -> takeBack(one, step)).ifPresent(left::add);
        }
        if (!left.isEmpty()) {
            throw new ProblemException(ErrorCode.CONFLICT, String.join("; ", left));
        }
    }

    /** What this has installed, when that has come to an end; who was faster with an installation keeps it. */
    private Optional<Installation> installed(int number, StepContext step) {
        return Optional.of(step.get(OPERATION + number))
                .filter(id -> !id.isEmpty() && !id.equals(BEGUN))
                .map(id -> operations.await(id, limit))
                .flatMap(ended -> inventory
                        .reread(step.tenantId(), ended.subject())
                        .filter(there -> there.id().equals(ended.id())));
    }

    /** A sentence when it stays. */
    private Optional<String> takeBack(Installation installation, StepContext step) {
        var module = installation.moduleName();
        try {
            var started = verbs.uninstall().submit(module, step.tenantId(), DataChoice.KEEP, Keys.actor(step));
            operations.await(started.id(), limit).requireSuccess("Uninstalling it");
            return Optional.empty();
        } catch (ProblemException refused) {
            return Optional.of(module + " " + installation.version() + " could not be taken back: " + refused.detail());
        }
    }
}

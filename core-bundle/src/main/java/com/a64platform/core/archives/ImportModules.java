package com.a64platform.core.archives;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.FileChanges;
import com.a64platform.core.admission.VerifiedCopies;
import com.a64platform.core.installer.InstallModule;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.installer.UpdateModule;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.revalidation.RenewLicense;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Installs or updates the modules that came in one file, one after the other. When one is refused those before it stay:
 * each is whole in itself, and the file can be taken again, which goes on where it stopped.
 */
@Component(service = ImportModules.class)
public final class ImportModules implements OperationDefinition {
    static final String KIND = "import";
    /** A module's name cannot have a dot, so that installing it can go on beside this. */
    static final String SUBJECT = "archive.";

    static final String FOLDER = "folder";
    static final String SHA256 = "sha256.";
    static final String LABEL = "label.";
    /** The module the rest is for. */
    public static final String MODULE = "module";

    private final Home home;
    private final Admission admission;
    private final VerifiedCopies copies;
    private final InstallModule install;
    private final UpdateModule update;
    private final RenewLicense renewal;
    private final Operations operations;
    private final Inventory inventory;
    private final Duration oneLimit;

    @Activate
    public ImportModules(
            @Reference Platform platform,
            @Reference Admission admission,
            @Reference VerifiedCopies copies,
            @Reference InstallModule install,
            @Reference UpdateModule update,
            @Reference RenewLicense renewal,
            @Reference Operations operations,
            @Reference Inventory inventory) {
        this.home = platform.home();
        this.admission = admission;
        this.copies = copies;
        this.install = install;
        this.update = update;
        this.renewal = renewal;
        this.operations = operations;
        this.inventory = inventory;
        this.oneLimit = platform.settings().installTimeout();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Duration limit() {
        return oneLimit.multipliedBy(ArchiveLimits.MODULES);
    }

    @Override
    public List<Step> steps() {
        return List.of(
                Step.of("modules", this::modules).undo(this::forget),
                Step.of("clean", this::clean).undo(this::forget));
    }

    private void modules(StepContext step) {
        for (int i = 0; !step.get(SHA256 + i).isEmpty(); i++) {
            var files = StagedModule.at(folder(step), i);
            step.say("Module " + (i + 1) + ": " + step.get(LABEL + i));
            var artifact = admission.admit(files.artifact(), StagedModule.content(files.signature()));
            if (!artifact.sha256().equals(step.get(SHA256 + i))) {
                throw new ProblemException(
                        ErrorCode.DIGEST_MISMATCH,
                        "The file of " + step.get(LABEL + i) + " was changed in the cache; send it again.");
            }
            StagedModule.content(files.sbom()).ifPresent(sbom -> copies.keepSbom(artifact.sha256(), sbom));
            var license = StagedModule.content(files.license())
                    .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).trim())
                    .orElse("");
            bring(artifact, license, step);
        }
    }

    private void bring(VerifiedArtifact artifact, String license, StepContext step) {
        var here = inventory.find(step.tenantId(), artifact.name());
        if (here.isEmpty()) {
            require(
                    artifact,
                    install.submitAdmitted(artifact, license, step.tenantId(), Keys.activates(step), Keys.actor(step)));
            return;
        }
        if (!license.isEmpty() && here.get().license().isPresent()) {
            renewal.renew(artifact.name(), step.tenantId(), license, Keys.actor(step));
        }
        if (!here.get().sha256().equals(artifact.sha256())) {
            refuseOtherBytes(artifact, here.get());
            requireConsent(artifact, here.get(), step);
            require(artifact, update.submitAdmitted(artifact, "", step.tenantId(), Keys.actor(step)));
        }
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

    private static void refuseOtherBytes(VerifiedArtifact artifact, Installation installed) {
        if (installed.version().equals(artifact.version())) {
            throw new ProblemException(
                    ErrorCode.DIGEST_MISMATCH,
                    "Another artifact of " + artifact.name() + " " + artifact.version()
                            + " is installed; a changed module needs a version of its own.");
        }
    }

    private void require(VerifiedArtifact artifact, Operation started) {
        operations
                .await(started.id(), oneLimit.plusSeconds(5))
                .requireSuccess(artifact.name() + " " + artifact.version());
    }

    /** An archive from deploy/ goes to the cache: its modules lie in deploy/ by now. */
    private void clean(StepContext step) {
        forget(step);
        Optional.of(step.get(Keys.DROPPED))
                .filter(name -> !name.isEmpty())
                .map(home.deploy()::resolve)
                .filter(Files::exists)
                .ifPresent(this::putAway);
    }

    private void putAway(Path archive) {
        FileChanges.move(archive, home.cache().resolve("imported").resolve(archive.getFileName()));
    }

    private void forget(StepContext step) {
        Staging.remove(folder(step));
    }

    private Path folder(StepContext step) {
        return Staging.root(home).resolve(step.get(FOLDER));
    }
}

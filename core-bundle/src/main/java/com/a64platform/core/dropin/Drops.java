package com.a64platform.core.dropin;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.admission.DurableFiles;
import com.a64platform.core.admission.VerifiedCopies;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.DisableModule;
import com.a64platform.core.installer.EnableModule;
import com.a64platform.core.installer.InstallModule;
import com.a64platform.core.installer.UpdateModule;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Decides what an artifact in deploy/ means: an installation, an update, an enabling, or nothing new. Thread-safe. */
@Component(service = Drops.class)
public final class Drops {
    private static final String LICENSE = ".license";
    private static final int SIDECAR_LIMIT = 16 * 1024;

    private final Admission admission;
    private final DeployFiles files;
    private final InstallModule install;
    private final UpdateModule update;
    private final EnableModule enable;
    private final DisableModule disable;
    private final LicenseService licenses;
    private final Operations operations;
    private final Inventory inventory;
    private final boolean production;

    @Activate
    public Drops(
            @Reference Admission admission,
            @Reference DeployFiles files,
            @Reference InstallModule install,
            @Reference UpdateModule update,
            @Reference EnableModule enable,
            @Reference DisableModule disable,
            @Reference LicenseService licenses,
            @Reference Operations operations,
            @Reference Inventory inventory,
            @Reference Platform platform) {
        this.admission = admission;
        this.files = files;
        this.install = install;
        this.update = update;
        this.enable = enable;
        this.disable = disable;
        this.licenses = licenses;
        this.operations = operations;
        this.inventory = inventory;
        this.production = platform.settings().production();
    }

    /**
     * Takes in a file.
     *
     * @return the operation it started; empty when the file is what is installed already
     * @throws ProblemException when it is refused
     */
    Optional<Operation> takeIn(Path jar) {
        var license = sidecar(jar, LICENSE).map(bytes -> new String(bytes, StandardCharsets.US_ASCII).trim());
        var installed = installedFrom(jar);
        return installed.isPresent()
                ? again(installed.get(), jar, license.orElse(""))
                : dispatch(admit(jar), jar, license.orElse(""));
    }

    private VerifiedArtifact admit(Path jar) {
        refuseOpenFolder(jar.getParent());
        return admission.admit(jar, sidecar(jar, DeployFiles.SIGNATURE));
    }

    /** A dropped license is in the vault now; in plain it need not lie about. */
    void sealed(Path jar) {
        DurableFiles.delete(DeployFiles.sibling(jar, LICENSE));
    }

    /**
     * Stops the enabled modules whose file is in the folder no more. One that an operation works on is left for later.
     *
     * @param present digests of the files that are known to be there
     */
    void stopMissing(Set<String> present) {
        inventory.all().stream()
                .filter(installation -> installation.desiredState() == InstallationState.ENABLED)
                .filter(installation -> !present.contains(installation.sha256()))
                .filter(installation -> files.withDigest(installation.sha256()).isEmpty())
                .map(Installation::moduleName)
                .distinct()
                .filter(module -> !busy(module))
                .forEach(disable::submitFileRemoved);
    }

    /**
     * The installation that these very bytes were admitted for. They are not judged again: what was admitted stands, even
     * when its publisher's key or the trust metadata has expired since.
     */
    private Optional<Installation> installedFrom(Path jar) {
        try {
            var sha256 = Files.isRegularFile(jar, LinkOption.NOFOLLOW_LINKS) ? VerifiedCopies.digestOf(jar) : "";
            return inventory.all().stream()
                    .filter(installation -> installation.sha256().equals(sha256))
                    .findFirst();
        } catch (IOException e) {
            throw DurableFiles.failed(jar.getFileName() + " could not be read", e);
        }
    }

    private Optional<Operation> again(Installation installed, Path jar, String license) {
        refuseWhileBusy(installed.moduleName());
        renew(installed, jar, license);
        return comeBack(installed.moduleName());
    }

    private Optional<Operation> dispatch(VerifiedArtifact artifact, Path jar, String license) {
        refuseWhileBusy(artifact.name());
        var file = jar.getFileName().toString();
        var installations = inventory.ofModule(artifact.name());
        if (installations.isEmpty()) {
            return Optional.of(install.submitDropped(artifact, file, license, Tenant.DEFAULT_ID));
        }
        var installed = installations.get(0);
        refuseOtherBytes(artifact, installed);
        renew(installed, jar, license);
        return Optional.of(update.submitDropped(artifact, file, installed.tenantId()));
    }

    /** The file may be what a running operation has put there itself; what it means shows when that has ended. */
    private void refuseWhileBusy(String module) {
        if (busy(module)) {
            throw new ProblemException(
                    ErrorCode.OPERATION_IN_PROGRESS,
                    "An operation is working on module " + module + "; it comes first.");
        }
    }

    private boolean busy(String module) {
        return operations.running().stream()
                .anyMatch(running -> running.subject().equals(module));
    }

    /** The file was deleted before and is there again; a module an administrator has disabled stays disabled. */
    private Optional<Operation> comeBack(String module) {
        return inventory.ofModule(module).stream()
                .filter(installation -> installation.desiredState() == InstallationState.DISABLED
                        && installation.reason().equals(DisableModule.FILE_REMOVED))
                .findFirst()
                .map(installation -> enable.submit(module, installation.tenantId(), Audit.Actor.SYSTEM));
    }

    private void renew(Installation installed, Path jar, String license) {
        if (!license.isEmpty()) {
            licenses.keep(
                    license,
                    new LicenseService.LicenseSubject(
                            Tenant.DEFAULT_ID, installed.moduleName(), installed.version(), installed.publisher()));
            sealed(jar);
        }
    }

    /** One name and version is one artifact for ever; only while developing may the same version change. */
    private void refuseOtherBytes(VerifiedArtifact artifact, Installation installed) {
        if (production && installed.version().equals(artifact.version())) {
            throw new ProblemException(
                    ErrorCode.DIGEST_MISMATCH,
                    "Another artifact of " + artifact.name() + " " + artifact.version()
                            + " is installed; a changed module needs a version of its own.");
        }
    }

    private static Optional<byte[]> sidecar(Path jar, String ending) {
        var file = DeployFiles.sibling(jar, ending);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (Files.size(file) > SIDECAR_LIMIT) {
                throw new ProblemException(
                        ErrorCode.ARTIFACT_REFUSED,
                        file.getFileName() + " is larger than " + SIDECAR_LIMIT / 1024
                                + " KiB; it cannot be what it says.");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw DurableFiles.failed(file.getFileName() + " could not be read", e);
        }
    }

    private void refuseOpenFolder(Path folder) {
        try {
            var mode = (Integer) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if (production && (mode & 0022) != 0) {
                throw new ProblemException(
                        ErrorCode.ARTIFACT_REFUSED,
                        "The folder deploy/ can be written by its group or by everybody; chmod go-w it.");
            }
        } catch (IOException e) {
            throw DurableFiles.failed("The folder deploy/ could not be looked at", e);
        }
    }
}

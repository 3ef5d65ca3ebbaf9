package com.a64platform.core.dropin;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.admission.FileChanges;
import com.a64platform.core.admission.VerifiedCopies;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.DisableModule;
import com.a64platform.core.installer.EnableModule;
import com.a64platform.core.installer.InstallModule;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.installer.UpdateModule;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.reconciling.Reconciler;
import com.a64platform.core.revalidation.RenewLicense;
import com.a64platform.core.rollback.UpdateWatch;
import com.a64platform.core.tenants.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Decides what an artifact in deploy/ means: an installation, an update, an enabling, or nothing new. Thread-safe. */
@Component(service = Drops.class)
public final class Drops {
    private static final int SIDECAR_LIMIT = 16 * 1024;
    private static final int SBOM_LIMIT = 4 * 1024 * 1024;

    private final Admission admission;
    private final VerifiedCopies copies;
    private final DeployFiles files;
    private final InstallModule install;
    private final UpdateModule update;
    private final EnableModule enable;
    private final DisableModule disable;
    private final RenewLicense renewal;
    private final UpdateWatch updates;
    private final Reconciler reconciler;
    private final Operations operations;
    private final Inventory inventory;
    private final boolean production;
    private final long maxBytes;

    @Activate
    public Drops(
            @Reference Admission admission,
            @Reference VerifiedCopies copies,
            @Reference DeployFiles files,
            @Reference InstallModule install,
            @Reference UpdateModule update,
            @Reference EnableModule enable,
            @Reference DisableModule disable,
            @Reference RenewLicense renewal,
            @Reference UpdateWatch updates,
            @Reference Reconciler reconciler,
            @Reference Operations operations,
            @Reference Inventory inventory,
            @Reference Platform platform) {
        this.admission = admission;
        this.copies = copies;
        this.files = files;
        this.install = install;
        this.update = update;
        this.enable = enable;
        this.disable = disable;
        this.renewal = renewal;
        this.updates = updates;
        this.reconciler = reconciler;
        this.operations = operations;
        this.inventory = inventory;
        this.production = platform.settings().production();
        this.maxBytes = platform.settings().maxModuleBytes();
    }

    /**
     * Takes in a file: starts the operation it asks for, or none when it is what is installed already.
     *
     * @return the digest it was taken in with
     * @throws ProblemException when it is refused
     */
    String takeIn(Path jar) {
        var license = sidecar(FileLook.license(jar)).map(bytes -> new String(bytes, StandardCharsets.US_ASCII).trim());
        var sha256 = digest(jar);
        var installed = installedFrom(sha256);
        if (installed.isPresent()) {
            again(installed.get(), jar, license.orElse(""));
            return keepingSbom(installed.get().sha256(), jar);
        }
        if (reconciler.placed(sha256)) { // of a version that this node has not left yet, and nobody has dropped it
            return sha256;
        }
        var artifact = admit(jar);
        dispatch(artifact, jar, license.orElse(""));
        return keepingSbom(artifact.sha256(), jar);
    }

    private String keepingSbom(String sha256, Path jar) {
        sidecar(DeployFiles.sibling(jar, DeployFiles.SBOM), SBOM_LIMIT)
                .ifPresent(sbom -> copies.keepSbom(sha256, sbom));
        return sha256;
    }

    private VerifiedArtifact admit(Path jar) {
        refuseOpenFolder(jar.getParent());
        return admission.admit(jar, sidecar(DeployFiles.sibling(jar, DeployFiles.SIGNATURE)));
    }

    /** A dropped license is in the vault now; in plain it need not lie about. */
    void sealed(Path jar) {
        FileChanges.delete(FileLook.license(jar));
    }

    /**
     * The modules that serve here and whose file is in the folder no more. One that an operation works on is left for later.
     *
     * @param present digests of the files that are known to be there
     */
    Set<String> missing(Set<String> present) {
        return inventory.all().stream()
                .filter(installation -> installation.desiredState() == InstallationState.ENABLED)
                .filter(installation -> reconciler.answersFor(installation.moduleName(), installation.sha256()))
                .filter(installation -> !present.contains(installation.sha256()))
                .filter(installation -> files.withDigest(installation.sha256()).isEmpty())
                .map(Installation::moduleName)
                .filter(module -> !busy(module))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * A file is in the folder no more. Whoever puts it there again means it, even before its module is disabled for want of it.
     *
     * @param sha256 what is known to have been in it
     */
    void gone(String sha256) {
        if (reconciler.placed(sha256) && files.withDigest(sha256).isEmpty()) {
            reconciler.missed(sha256);
        }
    }

    /** Stops a module whose file is gone, unless an operation has begun to work on it: the next look tells. */
    void stop(String module) {
        if (!busy(module)) {
            inventory.ofModule(module).forEach(installation -> reconciler.missed(installation.sha256()));
            disable.submitFileRemoved(module);
        }
    }

    /**
     * Whether a file must wait without being read: an operation was begun for it or may, by its name, have put it there itself,
     * or so many drops run at once.
     */
    boolean busyWith(String file, int atOnce) {
        var running = operations.running();
        var dropped = running.stream()
                .map(one -> one.data().getOrDefault(Keys.DROPPED, ""))
                .toList();
        return dropped.stream().filter(name -> !name.isEmpty()).count() >= atOnce
                || dropped.contains(file)
                || running.stream().anyMatch(operation -> file.startsWith(operation.subject() + "-"));
    }

    /** Removes the verified copies that no installation, running operation, watched update or one of these files needs. */
    void keepCopies(Set<String> ofFiles) {
        copies.keepOnly(() -> wanted(ofFiles));
    }

    private Set<String> wanted(Set<String> ofFiles) {
        var wanted = new HashSet<>(ofFiles);
        wanted.addAll(updates.needed());
        operations.running().forEach(operation -> wanted.addAll(operation.data().values()));
        inventory.all().forEach(installation -> wanted.add(installation.sha256()));
        return wanted;
    }

    /** What is larger than was ever admitted need not be read to its end to know that it was not. */
    private String digest(Path jar) {
        try {
            boolean possible = Files.isRegularFile(jar, LinkOption.NOFOLLOW_LINKS) && Files.size(jar) <= maxBytes;
            return possible ? VerifiedCopies.digestOf(jar) : "";
        } catch (IOException e) {
            throw FileChanges.failed(jar.getFileName() + " could not be read", e);
        }
    }

    /**
     * The installation that these very bytes were admitted for. They are not judged again: what was admitted stands, even
     * when its publisher's key or the trust metadata has expired since.
     */
    private Optional<Installation> installedFrom(String sha256) {
        return inventory.all().stream()
                .filter(installation -> installation.sha256().equals(sha256))
                .findFirst();
    }

    private void again(Installation installed, Path jar, String license) {
        refuseWhileBusy(installed.moduleName());
        renew(installed, jar, license);
        if (reconciler.lacks(installed)) {
            admit(jar);
            reconciler.wake(installed.moduleName());
            return;
        }
        if (reconciler.placed(installed.sha256())) {
            return; // by the node itself, for another tenant
        }
        var removed = inventory.ofModule(installed.moduleName()).stream()
                .filter(DisableModule::fileRemoved)
                .findFirst();
        if (removed.isPresent()) {
            admit(jar); // Its verified copy may be lost, too.
            enable.submitFileReturned(removed.get());
        }
    }

    private void dispatch(VerifiedArtifact artifact, Path jar, String license) {
        refuseWhileBusy(artifact.name());
        var file = jar.getFileName().toString();
        var installations = inventory.ofModule(artifact.name());
        if (installations.isEmpty()) {
            install.submitDropped(artifact, file, license, Tenant.DEFAULT_ID);
            return;
        }
        var installed = installations.get(0);
        if (production) { // only while developing may the same version change
            installed.requireOtherVersion(artifact);
        }
        renew(installed, jar, license);
        update.submitDropped(artifact, file, installed.tenantId());
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
        return !operations.running(module).isEmpty();
    }

    private void renew(Installation installed, Path jar, String license) {
        var licensed = inventory
                .find(Tenant.DEFAULT_ID, installed.moduleName())
                .flatMap(Installation::license)
                .isPresent();
        if (licensed && !license.isEmpty()) {
            renewal.renew(installed.moduleName(), Tenant.DEFAULT_ID, license, Audit.Actor.SYSTEM);
            sealed(jar);
        }
    }

    private static Optional<byte[]> sidecar(Path file) {
        return sidecar(file, SIDECAR_LIMIT);
    }

    private static Optional<byte[]> sidecar(Path file, int limit) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (Files.size(file) > limit) {
                throw new ProblemException(
                        ErrorCode.ARTIFACT_REFUSED,
                        file.getFileName() + " is larger than " + limit / 1024 + " KiB; it cannot be what it says.");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw FileChanges.failed(file.getFileName() + " could not be read", e);
        }
    }

    /** A folder that others may write into lets them swap a file that somebody else has brought. */
    void refuseOpenFolder(Path folder) {
        try {
            var mode = (Integer) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if (production && (mode & 0022) != 0) {
                throw new ProblemException(
                        ErrorCode.ARTIFACT_REFUSED,
                        "The folder deploy/ can be written by its group or by everybody; chmod go-w it.");
            }
        } catch (IOException e) {
            throw FileChanges.failed("The folder deploy/ could not be looked at", e);
        }
    }
}

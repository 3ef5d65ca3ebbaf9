package com.a64platform.core.archives;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.FileChanges;
import com.a64platform.core.admission.VerifiedCopies;
import com.a64platform.core.installer.InstallModule;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.installer.UninstallModule;
import com.a64platform.core.installer.UpdateModule;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationListener;
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
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Installs or updates the modules that came in one file, one after the other. When one is refused, those that were installed
 * before it are taken back, the last one first; an update stays, for it is whole in itself. Cut off by a kill it goes on
 * where it was.
 */
@Component(service = ImportModules.class)
public final class ImportModules implements OperationDefinition, OperationListener {
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
    private final Operations operations;
    private final Inventory inventory;
    private final BroughtModules brought;
    private final Duration oneLimit;

    @Activate
    public ImportModules(
            @Reference Platform platform,
            @Reference Admission admission,
            @Reference VerifiedCopies copies,
            @Reference InstallModule install,
            @Reference UpdateModule update,
            @Reference UninstallModule uninstall,
            @Reference RenewLicense renewal,
            @Reference Operations operations,
            @Reference Inventory inventory) {
        this.home = platform.home();
        this.admission = admission;
        this.copies = copies;
        this.operations = operations;
        this.inventory = inventory;
        this.oneLimit = platform.settings().installTimeout();
        this.brought = new BroughtModules(
                new BroughtModules.Verbs(install, update, uninstall, renewal),
                operations,
                inventory,
                oneLimit.plusSeconds(5));
    }

    /** Removes what a process that was killed has left and no operation goes on with. */
    public void tidyUp() {
        Staging.keepOnly(
                home,
                operations.running().stream()
                        .map(operation -> operation.data().getOrDefault(FOLDER, ""))
                        .collect(Collectors.toSet()));
    }

    /** One that was undone before its first step has not put away what came. */
    @Override
    public void ended(Operation operation) {
        if (operation.kind().equals(KIND)) {
            Staging.remove(Staging.root(home).resolve(operation.data().get(FOLDER)));
        }
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
    public boolean composed() {
        return true;
    }

    @Override
    public List<Step> steps() {
        return List.of(Step.of("modules", this::modules).undo(this::takeBack).asPivot(), Step.of("clean", this::clean));
    }

    private void modules(StepContext step) {
        for (int i = 0; !step.get(SHA256 + i).isEmpty(); i++) {
            var files = StagedModule.at(folder(step), i);
            if (Files.notExists(files.artifact())) {
                requireThere(i, step);
                continue;
            }
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
            brought.bring(i, artifact, license, step);
        }
    }

    /** What came is put away when all of it is there; what came to another node is not here. */
    private void requireThere(int number, StepContext step) {
        boolean there = inventory.all().stream()
                .anyMatch(one ->
                        one.tenantId().equals(step.tenantId()) && one.sha256().equals(step.get(SHA256 + number)));
        if (!there) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The file of " + step.get(LABEL + number) + " is not on this node; send it again.");
        }
    }

    private void takeBack(StepContext step) {
        try {
            brought.takeBack(step);
        } finally {
            forget(step);
        }
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

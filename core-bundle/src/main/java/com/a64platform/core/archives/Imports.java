package com.a64platform.core.archives;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.FileChanges;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.trust.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Lets in what comes in one file. All of it passes the gate before anything is installed; what is refused leaves nothing
 * behind. Thread-safe.
 */
@Component(service = Imports.class)
public final class Imports {
    private final Home home;
    private final ArchiveLimits limits;
    private final Admission admission;
    private final ArchivedTrust trust;
    private final Operations operations;

    @Activate
    public Imports(
            @Reference Platform platform,
            @Reference Admission admission,
            @Reference Trust trust,
            @Reference Operations operations) {
        this.home = platform.home();
        this.limits = new ArchiveLimits(platform.settings().maxModuleBytes());
        this.admission = admission;
        this.trust = new ArchivedTrust(trust);
        this.operations = operations;
    }

    /** A place for what comes; close it. */
    public Staging stage() {
        return Staging.open(home);
    }

    /** @throws ProblemException PAYLOAD_TOO_LARGE when a file of so many bytes cannot be an archive */
    public void requireRoomFor(long bytes) {
        if (bytes > limits.total()) {
            throw new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The archive is larger than " + limits.total() / 1024 / 1024
                            + " MB; export fewer modules at once.");
        }
    }

    /**
     * Lets in an archive.
     *
     * @param archive a file that only we write
     * @param license for the module the rest is for, in place of the one in the archive
     * @return the operation that installs its modules, in the order of their dependencies
     * @throws com.a64platform.core.problem.ProblemException that says what is wrong with it and what to do
     */
    public Operation archive(Staging staging, Path archive, Optional<Path> license, ImportRequest request) {
        var unpacked = UnpackedArchive.unpack(archive, staging.folder(), limits);
        var catalog = trust.accept(unpacked, request);
        return admission.holding(() -> {
            var admitted = ordered(unpacked.modules());
            catalog.ifPresent(
                    listing -> admitted.forEach(module -> ArchivedTrust.requireListed(listing, module.artifact())));
            license.ifPresent(
                    file -> admitted.set(admitted.size() - 1, last(admitted).with(file)));
            return submit(staging, admitted, request);
        });
    }

    /** Lets in one module that came with what belongs to it. */
    public Operation module(Staging staging, PackedModule module, ImportRequest request) {
        return admission.holding(() -> submit(staging, ordered(List.of(module)), request));
    }

    /** A module and what the gate said of it. */
    private record Admitted(PackedModule packed, VerifiedArtifact artifact) {
        Admitted with(Path license) {
            return new Admitted(packed.with(license), artifact);
        }
    }

    private List<Admitted> ordered(List<PackedModule> modules) {
        return DependencyOrder.of(modules.stream().map(this::admit).toList(), Admitted::artifact);
    }

    private static Admitted last(List<Admitted> modules) {
        return modules.get(modules.size() - 1);
    }

    private Operation submit(Staging staging, List<Admitted> modules, ImportRequest request) {
        var main = last(modules).artifact();
        requireWanted(modules, request);
        var operation = operations.submit(
                ImportModules.KIND,
                ImportModules.SUBJECT + main.name(),
                request.tenantId(),
                request.actor().userId(),
                placed(staging, modules, request));
        staging.keep();
        return operation;
    }

    /** Puts every module where the operation finds it, and says so in the operation's data. */
    private static Map<String, String> placed(Staging staging, List<Admitted> modules, ImportRequest request) {
        var data = Keys.of(request.actor());
        data.put(Keys.DROPPED, request.dropped());
        data.put(Keys.ACTIVATE, Boolean.toString(request.activate()));
        if (request.dropped().isEmpty()) {
            data.put(Keys.CONSENT, Keys.consented(request.consent()));
        }
        data.put(ImportModules.FOLDER, staging.folder().getFileName().toString());
        data.put(ImportModules.MODULE, last(modules).artifact().name());
        if (request.expiredToo()) {
            data.put(Keys.REASON, "trust metadata that has expired was accepted");
        }
        for (int i = 0; i < modules.size(); i++) {
            place(staging, i, modules.get(i));
            data.put(ImportModules.SHA256 + i, modules.get(i).artifact().sha256());
            data.put(ImportModules.LABEL + i, modules.get(i).packed().label());
        }
        return data;
    }

    private static void requireWanted(List<Admitted> modules, ImportRequest request) {
        var name = request.module().replace('_', '-');
        var version = request.version().equals(Catalogs.LATEST) ? "" : request.version();
        boolean there = modules.stream()
                .map(Admitted::artifact)
                .anyMatch(artifact -> (name.isEmpty() || artifact.name().equals(name))
                        && (version.isEmpty() || artifact.version().equals(version)));
        if (!there) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "What was sent is not the module and version that was asked for; leave out moduleName and version,"
                            + " or send the right file.");
        }
    }

    private Admitted admit(PackedModule packed) {
        return new Admitted(
                packed, admission.admit(packed.artifact(), packed.signature().map(Imports::read)));
    }

    /** Under the names by which the operation finds them. */
    private static void place(Staging staging, int index, Admitted module) {
        var files = StagedModule.at(staging.folder(), index);
        move(module.packed().artifact(), files.artifact());
        module.packed().signature().ifPresent(file -> move(file, files.signature()));
        module.packed().license().ifPresent(file -> move(file, files.license()));
        module.packed().sbom().ifPresent(file -> move(file, files.sbom()));
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw Staging.failed(e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileChanges.failed("What came could not be read", e);
        }
    }
}

package com.a64platform.core.archives;

import com.a64platform.core.archives.ArchiveMember.Role;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.scanning.ArtifactScan.StrictArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An archive whose members are what its list says, each in a file of its own under a name of ours. Nothing of it is to be
 * believed yet.
 */
final class UnpackedArchive {
    private final ArchiveManifest manifest;
    private final Map<String, Path> files;

    private UnpackedArchive(ArchiveManifest manifest, Map<String, Path> files) {
        this.manifest = manifest;
        this.files = files;
    }

    /**
     * @param folder where the members are put
     * @param limits how much there may be
     * @throws ProblemException ARTIFACT_REFUSED or PAYLOAD_TOO_LARGE, with a sentence that says why
     */
    static UnpackedArchive unpack(Path archive, Path folder, ArchiveLimits limits) {
        try {
            var manifest = manifest(archive, limits);
            limits.check(manifest);
            var listed = new HashMap<String, ArchiveMember>();
            manifest.members().forEach(member -> listed.put(member.path(), member));
            Map<String, Path> files = new HashMap<>();
            StrictArchive.read(archive, limits.total(), (name, size, data) -> {
                if (!name.equals(ArchiveManifest.PATH)) {
                    var member = Optional.ofNullable(listed.remove(name))
                            .orElseThrow(() -> refused("it has a member that its list does not name"));
                    var target = folder.resolve("member-" + files.size());
                    unpack(member, size, data, target);
                    files.put(name, target);
                }
            });
            if (!listed.isEmpty()) {
                throw refused("its list names " + listed.keySet().iterator().next() + ", which is not in it");
            }
            return new UnpackedArchive(manifest, files);
        } catch (MalformedDocumentException e) {
            throw refused("its list cannot be believed (" + e.getMessage() + ")");
        } catch (IOException e) {
            throw Staging.failed(e);
        }
    }

    /** The home's name for the registry that the catalog and the root documents are of. */
    String registry() {
        return manifest.registry();
    }

    List<PackedModule> modules() {
        return manifest.of(Role.ARTIFACT).stream().map(this::module).toList();
    }

    /** The root documents, the lowest version first. */
    List<byte[]> roots() {
        return manifest.of(Role.ROOT).stream()
                .sorted(Comparator.comparingInt(
                                (ArchiveMember member) -> member.path().length())
                        .thenComparing(ArchiveMember::path))
                .map(this::content)
                .toList();
    }

    List<byte[]> publishers() {
        return manifest.of(Role.PUBLISHER).stream().map(this::content).toList();
    }

    Optional<byte[]> timestamp() {
        return manifest.of(Role.TIMESTAMP).stream().findFirst().map(this::content);
    }

    Optional<byte[]> catalog() {
        return manifest.of(Role.CATALOG).stream().findFirst().map(this::content);
    }

    private static ArchiveManifest manifest(Path archive, ArchiveLimits limits)
            throws IOException, MalformedDocumentException {
        var found = new ByteArrayOutputStream();
        StrictArchive.read(archive, limits.total(), (name, size, data) -> {
            if (name.equals(ArchiveManifest.PATH)) {
                if (size > ArchiveManifest.MAX_BYTES) {
                    throw refused("its list is larger than " + ArchiveManifest.MAX_BYTES / 1024 + " KiB");
                }
                data.copyTo(found);
            }
        });
        if (found.size() == 0) {
            throw refused("it has no " + ArchiveManifest.PATH + ", so it is none of ours");
        }
        return ArchiveManifest.read(found.toByteArray());
    }

    private static void unpack(ArchiveMember member, long size, StrictArchive.Data data, Path target)
            throws IOException {
        if (size != member.length()) {
            throw refused("its member " + member.path() + " is not as long as its list says");
        }
        var digest = Digests.newSha256();
        try (var out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
            data.copyTo(out);
        }
        if (!Digests.hex(digest.digest()).equals(member.sha256())) {
            throw refused("its member " + member.path() + " is not the one that its list means");
        }
    }

    private PackedModule module(ArchiveMember artifact) {
        return new PackedModule(
                artifact.base().substring("modules/".length()),
                files.get(artifact.path()),
                sibling(artifact, Role.SIGNATURE),
                sibling(artifact, Role.LICENSE),
                sibling(artifact, Role.SBOM));
    }

    private Optional<Path> sibling(ArchiveMember artifact, Role role) {
        return manifest.of(role).stream()
                .filter(member -> member.base().equals(artifact.base()))
                .findFirst()
                .map(member -> files.get(member.path()));
    }

    private byte[] content(ArchiveMember member) {
        try {
            return Files.readAllBytes(files.get(member.path()));
        } catch (IOException e) {
            throw Staging.failed(e);
        }
    }

    private static ProblemException refused(String why) {
        return new ProblemException(
                ErrorCode.ARTIFACT_REFUSED, "The archive is refused: " + why + "; export it again.");
    }
}

package com.a64platform.core.registry;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Publishes signed modules into a folder that any file server can offer. Each file is written whole; the artifacts come
 * before the catalog that lists them, and the timestamp comes last. One (name, version) has one digest for ever.
 *
 * @param name the registry's name, by which its users know it again
 * @param catalogKey signs what exists
 * @param timestampKey signs which catalog is current
 * @param root the newest root document, offered to platforms as it is
 */
public record RegistryWriter(
        Path folder, String name, SigningKey catalogKey, SigningKey timestampKey, byte[] root, Clock clock) {
    private static final Duration CATALOG_LIFE = Duration.ofDays(90);
    private static final Duration TIMESTAMP_LIFE = Duration.ofDays(7);
    private static final Set<String> UNDERSTOOD =
            Set.of("version", "catalogVersion", "sha256", "expires", "issuedAt", "registry", "modules");

    private static final Set<String> UNDERSTOOD_IN_ROOT =
            Set.of("version", "expires", "keys", "roles", "publishers", "revoked");

    /**
     * Publishes modules and signs catalog and timestamp anew; without modules it renews both.
     *
     * @throws ProblemException CONFLICT when a version is published with another digest: nothing is changed then;
     *     DIGEST_MISMATCH when an artifact is not the one that was signed
     */
    public void publish(List<Publication> releases) throws IOException {
        locked(() -> change(releases));
    }

    /**
     * Withdraws a version: it stays where it is, and nobody installs it any more.
     *
     * @throws ProblemException MODULE_NOT_FOUND when it is not listed: nothing is changed then
     */
    public void yank(String module, String version) throws IOException {
        locked(() -> {
            var draft = new CatalogDraft(present(DocumentType.CATALOG, Layout.CATALOG, catalogKey));
            draft.yank(module, version);
            sign(draft);
            writeLatest(draft, module);
        });
    }

    /** What is done while nobody else publishes. */
    private interface Change {
        void run() throws IOException;
    }

    private void locked(Change change) throws IOException {
        Files.createDirectories(folder);
        var lockFile = folder.resolve(".lock");
        try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // one publisher at a time; closing the channel gives it back
            change.run();
        }
    }

    private void change(List<Publication> releases) throws IOException {
        var draft = new CatalogDraft(present(DocumentType.CATALOG, Layout.CATALOG, catalogKey));
        for (Publication release : releases) {
            requireSigned(release);
            draft.add(release, Files.size(release.artifact()));
        }
        for (Publication release : releases) {
            place(release);
        }
        sign(draft);
        for (Publication release : releases) {
            writeLatest(draft, release.name());
        }
    }

    private void writeLatest(CatalogDraft draft, String module) throws IOException {
        var file = folder.resolve(module).resolve("latest.json");
        var latest = draft.latest(module);
        if (latest.isEmpty()) {
            DurableFile.delete(file);
        } else {
            var document = StrictJson.object().put("version", latest.get());
            DurableFile.write(file, StrictJson.write(document));
        }
    }

    private static void requireSigned(Publication release) throws IOException {
        if (!Digests.sha256(release.artifact()).equals(release.sha256())) {
            throw new ProblemException(
                    ErrorCode.DIGEST_MISMATCH,
                    "The file " + release.artifact().getFileName() + " is not the one that was signed; sign it again.");
        }
    }

    private void place(Publication release) throws IOException {
        var target = folder.resolve(Layout.folder(release.name(), release.version()));
        Files.createDirectories(target);
        var file = Layout.file(release.name(), release.version());
        copy(release, target.resolve(file));
        DurableFile.write(target.resolve(file + ".sig"), release.signature());
        var checksums =
                release.sha256() + "  " + file + "\n" + Digests.sha256(release.signature()) + "  " + file + ".sig\n";
        DurableFile.write(target.resolve("checksums.txt"), checksums.getBytes(StandardCharsets.US_ASCII));
    }

    private static void copy(Publication release, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && Digests.sha256(target).equals(release.sha256())) {
            return;
        }
        var part = DurableFile.part(target, "publish");
        try {
            Files.copy(release.artifact(), part, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
            try (var written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            DurableFile.moveInto(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void sign(CatalogDraft draft) throws IOException {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var catalog = draft.document();
        catalog.put("version", nextVersion(catalog, now));
        catalog.put("issuedAt", now.toString())
                .put("expires", now.plus(CATALOG_LIFE).toString());
        catalog.put("registry", name).withArray("modules");
        var signedCatalog = DocumentType.CATALOG.sign(catalog, List.of(catalogKey));

        var timestamp = present(DocumentType.TIMESTAMP, Layout.TIMESTAMP, timestampKey);
        timestamp.put("version", nextVersion(timestamp, now));
        timestamp.put("catalogVersion", catalog.get("version").longValue());
        timestamp.put("sha256", Digests.sha256(signedCatalog));
        timestamp.put("expires", now.plus(TIMESTAMP_LIFE).toString());

        DurableFile.write(folder.resolve(Layout.root(rootVersion())), root);
        DurableFile.write(folder.resolve(Layout.ROOT), root);
        DurableFile.write(folder.resolve(Layout.CATALOG), signedCatalog);
        DurableFile.write(
                folder.resolve(Layout.TIMESTAMP), DocumentType.TIMESTAMP.sign(timestamp, List.of(timestampKey)));
    }

    /** Under its number too: platforms walk from the version they have to the newest. */
    private long rootVersion() throws IOException {
        try {
            var payload = DocumentType.ROOT.parse(root).unverifiedPayload();
            return StrictJson.read(payload, UNDERSTOOD_IN_ROOT).number("version");
        } catch (MalformedDocumentException e) {
            throw new IOException("The root document cannot be read: " + e.getMessage(), e);
        }
    }

    /** Counts at least by the clock, so that a folder that was made anew does not start below what its users have seen. */
    private static long nextVersion(ObjectNode document, Instant now) {
        return Math.max(document.path("version").longValue() + 1, now.getEpochSecond());
    }

    /** What is published now, if we signed it; empty when there is nothing yet. */
    private ObjectNode present(DocumentType type, String file, SigningKey key) throws IOException {
        var path = folder.resolve(file);
        if (!Files.exists(path)) {
            return StrictJson.object();
        }
        try {
            Optional<byte[]> payload = type.parse(Files.readAllBytes(path)).signedBy(List.of(key.publicKey()));
            return StrictJson.read(
                            payload.orElseThrow(() -> new MalformedDocumentException("it is signed by another key")),
                            UNDERSTOOD)
                    .node();
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The registry's " + file + " is not one of ours (" + e.getMessage()
                            + "); publish into another folder, or with that registry's keys.",
                    e);
        }
    }

    @Override
    public String toString() {
        return "RegistryWriter[" + name + "]";
    }
}

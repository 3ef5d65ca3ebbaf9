package com.a64platform.core.dumps;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.EncryptionSecret;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes one archive: a zip with a member for each collection and file, and then the manifest, when everything is counted,
 * and its seal.
 * One document is in memory at a time. For one thread.
 */
public final class DumpWriter {
    private static final Set<String> OWN = Set.of(DumpManifest.PATH, DumpSeal.PATH);

    private final ZipOutputStream out;
    private final List<DumpedCollection> collections = new ArrayList<>();
    private final List<DumpedFile> files = new ArrayList<>();

    private DumpWriter(ZipOutputStream out) {
        this.out = out;
    }

    /** Puts into an archive what belongs there. */
    @FunctionalInterface
    public interface Content {
        void into(DumpWriter archive) throws IOException;
    }

    /** Hands documents to a sink until there are no more. */
    @FunctionalInterface
    public interface Documents {
        void into(DocumentSink sink) throws IOException;
    }

    /**
     * Writes an archive, which only its owner may read, in place of the file that is there. When this returns it is on the
     * disk; when it throws, or the process dies, the file is as it was.
     *
     * @param kind what {@link DumpFile#open} will ask for
     * @param secret under which it is sealed, so that whoever has the same one can tell whether it was changed
     */
    public static DumpManifest write(
            Path target, String kind, Map<String, String> about, EncryptionSecret secret, Content content)
            throws IOException {
        return write(target, kind, about, Optional.of(secret), content);
    }

    /** The same, unsealed: for what is read back only where its hash was kept. */
    public static DumpManifest write(Path target, String kind, Map<String, String> about, Content content)
            throws IOException {
        return write(target, kind, about, Optional.empty(), content);
    }

    private static DumpManifest write(
            Path target, String kind, Map<String, String> about, Optional<EncryptionSecret> secret, Content content)
            throws IOException {
        var place = target.toAbsolutePath();
        var part = DurableFile.part(place, "dump");
        try {
            var manifest = fill(part, kind, about, secret, content);
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            DurableFile.moveInto(part, place);
            return manifest;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static DumpManifest fill(
            Path part, String kind, Map<String, String> about, Optional<EncryptionSecret> secret, Content content)
            throws IOException {
        try (var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
            var writer = new DumpWriter(out);
            content.into(writer);
            var manifest = new DumpManifest(kind, Instant.now(), about, writer.collections, writer.files);
            var said = manifest.write();
            writer.member(DumpManifest.PATH, said);
            if (secret.isPresent()) {
                writer.member(DumpSeal.PATH, DumpSeal.write(secret.get(), said));
            }
            return manifest;
        }
    }

    private void member(String path, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(path));
        out.write(content);
        out.closeEntry();
    }

    /** Adds a collection of a store. */
    public DumpedCollection collection(Databases from, String database, String name) throws IOException {
        return collection(database, name, from.indexes(database, name), sink -> from.read(database, name, sink));
    }

    /**
     * Adds a collection.
     *
     * @param database what the manifest says of it
     */
    public DumpedCollection collection(String database, String name, List<String> indexes, Documents documents)
            throws IOException {
        var path = "collections/%05d.bson".formatted(collections.size() + 1);
        var tally = new Tally();
        out.putNextEntry(new ZipEntry(path));
        documents.into(bson -> {
            tally.accept(bson);
            out.write(bson);
        });
        out.closeEntry();
        var entry = new DumpedCollection(
                database, name, path, tally.documents(), tally.bytes(), tally.sha256(), tally.content(), indexes);
        collections.add(entry);
        return entry;
    }

    /** Adds another file, to be read from the archive under this path. */
    public DumpedFile file(String path, InputStream content) throws IOException {
        if (OWN.contains(path)) {
            throw new IllegalArgumentException("Manifest and seal are written last, by themselves");
        }
        var digest = Digests.newSha256();
        out.putNextEntry(new ZipEntry(path));
        long bytes = new DigestInputStream(content, digest).transferTo(out);
        out.closeEntry();
        var entry = new DumpedFile(path, bytes, Digests.hex(digest.digest()));
        files.add(entry);
        return entry;
    }
}

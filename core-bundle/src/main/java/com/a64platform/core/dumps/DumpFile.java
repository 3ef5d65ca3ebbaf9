package com.a64platform.core.dumps;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An archive that is there. Opening reads its manifest and finds that it names what is in the file, no more and no less;
 * {@link #verify} reads all of it. Everything refuses what is damaged with ARCHIVE_DAMAGED. For one thread.
 */
public final class DumpFile implements Closeable {
    private final ZipFile zip;
    private final byte[] said;
    private final DumpManifest manifest;

    private DumpFile(ZipFile zip, byte[] said, DumpManifest manifest) {
        this.zip = zip;
        this.said = said;
        this.manifest = manifest;
    }

    /**
     * @param kind what the archive has to be of
     * @throws ProblemException ARCHIVE_DAMAGED, also when it is of another kind
     */
    public static DumpFile open(Path path, String kind) throws IOException {
        ZipFile zip = null;
        try {
            zip = new ZipFile(path.toFile());
            var said = small(zip, DumpManifest.PATH, DumpManifest.MOST_BYTES)
                    .orElseThrow(() -> damaged("it has no " + DumpManifest.PATH));
            var manifest = DumpManifest.read(said);
            if (!manifest.kind().equals(kind)) {
                throw damaged("it holds " + manifest.kind() + ", not " + kind);
            }
            requireListed(zip, manifest);
            return new DumpFile(zip, said, manifest);
        } catch (ZipException | EOFException | MalformedDocumentException broken) {
            close(zip);
            throw damaged(reason(broken));
        } catch (IOException | RuntimeException failed) {
            close(zip);
            throw failed;
        }
    }

    public DumpManifest manifest() {
        return manifest;
    }

    /**
     * Under whose secret it is sealed.
     *
     * @throws ProblemException ARCHIVE_DAMAGED when it was changed after it was sealed under this one
     */
    public SealedBy sealedBy(EncryptionSecret secret) throws IOException {
        return small(zip, DumpSeal.PATH, DumpSeal.MOST_BYTES)
                .map(seal -> DumpSeal.judge(secret, seal, said))
                .orElse(SealedBy.NOBODY);
    }

    /** Reads every member and holds it against the manifest. */
    public void verify() throws IOException {
        for (var collection : manifest.collections()) {
            var source = documents(collection);
            while (source.next().isPresent()) {
                // reading to the end is the check
            }
        }
        for (var file : manifest.files()) {
            copy(file, OutputStream.nullOutputStream());
        }
    }

    /** The documents of a collection. What is handed out is checked as a whole with the last one. */
    public DocumentSource documents(DumpedCollection collection) throws IOException {
        return new DumpedDocuments(new BufferedInputStream(stream(collection.path())), collection);
    }

    /** Writes a file of the archive; what was written is to be thrown away when this throws. */
    public void copy(DumpedFile file, OutputStream to) throws IOException {
        var digest = Digests.newSha256();
        long left = file.bytes();
        try (var in = stream(file.path())) {
            var block = new byte[1 << 16];
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                left -= count;
                if (left < 0) {
                    throw damaged(file.path() + " is longer than its manifest says");
                }
                digest.update(block, 0, count);
                to.write(block, 0, count);
            }
        } catch (ZipException | EOFException broken) {
            throw damaged(reason(broken));
        }
        if (left != 0 || !Digests.hex(digest.digest()).equals(file.sha256())) {
            throw damaged(file.path() + " is not what its manifest says");
        }
    }

    /** A small file of the archive as a whole. */
    public byte[] read(DumpedFile file) throws IOException {
        if (file.bytes() > DumpManifest.MOST_BYTES) {
            throw damaged(file.path() + " is too large");
        }
        var content = new ByteArrayOutputStream();
        copy(file, content);
        return content.toByteArray();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    static ProblemException damaged(String why) {
        return new ProblemException(
                ErrorCode.ARCHIVE_DAMAGED, "The archive cannot be used: " + why + ". Take another copy of it.");
    }

    private InputStream stream(String path) throws IOException {
        try {
            return zip.getInputStream(zip.getEntry(path));
        } catch (ZipException | EOFException broken) {
            throw damaged(reason(broken));
        }
    }

    private static Optional<byte[]> small(ZipFile zip, String path, int mostBytes) throws IOException {
        var entry = zip.getEntry(path);
        if (entry == null) {
            return Optional.empty();
        }
        try (var in = zip.getInputStream(entry)) {
            var content = in.readNBytes(mostBytes + 1);
            if (content.length > mostBytes) {
                throw damaged("its " + path + " is too large");
            }
            return Optional.of(content);
        } catch (ZipException | EOFException broken) {
            throw damaged(reason(broken));
        }
    }

    private static void requireListed(ZipFile zip, DumpManifest manifest) {
        Set<String> listed = new HashSet<>(Set.of(DumpManifest.PATH));
        manifest.collections().forEach(one -> listed.add(one.path()));
        manifest.files().forEach(one -> listed.add(one.path()));
        Set<String> found = new HashSet<>();
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            if (!found.add(entries.nextElement().getName())) {
                throw damaged("it has a member twice");
            }
        }
        int members = manifest.collections().size() + manifest.files().size() + 1;
        boolean eachOnce = listed.size() == members && !listed.contains(DumpSeal.PATH);
        found.remove(DumpSeal.PATH);
        if (!found.equals(listed) || !eachOnce) {
            throw damaged("its members are not those that its manifest names");
        }
    }

    /** The end of a file has nothing to say for itself. */
    private static String reason(Exception broken) {
        return broken instanceof EOFException ? "it ends too early" : broken.getMessage();
    }

    private static void close(ZipFile zip) throws IOException {
        if (zip != null) {
            zip.close();
        }
    }
}

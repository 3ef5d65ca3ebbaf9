package com.a64platform.core.admission;

import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The private copies that are verified and loaded. A file is copied and hashed in one pass, so that what was verified is
 * what runs, whatever happens to the file afterwards. Thread-safe.
 */
@Component(service = VerifiedCopies.class)
public final class VerifiedCopies {
    private static final int BLOCK = 1 << 16;
    private static final String JAR = ".jar";
    private static final String SIGNATURE = ".sig";
    private static final String REPORT = ".scan";
    private static final String SBOM = ".cdx.json";

    private final Home home;
    private final long maxBytes;
    private final ReadWriteLock admitting = new ReentrantReadWriteLock();

    @Activate
    public VerifiedCopies(@Reference Platform platform) {
        this(platform.home(), platform.settings().maxModuleBytes());
    }

    VerifiedCopies(Home home, long maxBytes) {
        this.home = home;
        this.maxBytes = maxBytes;
        try {
            Files.createDirectories(home.verified());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder for verified copies cannot be made", e);
        }
    }

    /**
     * A copy and what was measured while it was made.
     *
     * @param fresh false when a copy of the same digest was there before
     */
    record Copy(Path file, String sha256, long length, boolean fresh) {}

    /**
     * Copies a file under its digest. Links are not followed.
     *
     * @throws ProblemException ARTIFACT_REFUSED for what is not a plain file, PAYLOAD_TOO_LARGE
     */
    Copy take(Path source) {
        refuseUnlessPlain(source);
        try {
            var temporary = DurableFile.part(home.verified().resolve("taken"), "take");
            try {
                var digest = copy(source, temporary);
                var sha256 = HexFormat.of().formatHex(digest);
                var target = path(sha256);
                long length = Files.size(temporary);
                boolean fresh = !Files.exists(target, LinkOption.NOFOLLOW_LINKS);
                DurableFile.moveInto(temporary, target);
                return new Copy(target, sha256, length, fresh);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (NoSuchFileException gone) {
            throw new ProblemException(ErrorCode.ARTIFACT_REFUSED, "The file went away while it was read.", gone);
        } catch (IOException e) {
            throw FileChanges.failed("The artifact could not be copied into the home", e);
        }
    }

    /** The copy with this digest, hashed again; empty when it is gone or no longer what it was. */
    Optional<Copy> intact(String sha256) {
        var file = path(sha256);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            var copy = new Copy(file, digestOf(file), Files.size(file), false);
            return copy.sha256().equals(sha256) ? Optional.of(copy) : Optional.empty();
        } catch (IOException e) {
            throw FileChanges.failed("The verified copy " + sha256 + " could not be read", e);
        }
    }

    void keepSignature(String sha256, byte[] signature) {
        FileChanges.write(signaturePath(sha256), signature);
    }

    /** The signature the artifact was admitted with; empty for an unsigned one. */
    public Optional<byte[]> signature(String sha256) {
        try {
            var file = signaturePath(sha256);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw FileChanges.failed("The signature of " + sha256 + " could not be read", e);
        }
    }

    void keepReport(String sha256, ScanReport report) {
        ScanReports.write(reportPath(sha256), sha256, report);
    }

    /** What the scan of this artifact found when it was looked at last; empty when that is not known. */
    Optional<ScanReport> report(String sha256) {
        return ScanReports.read(reportPath(sha256), sha256);
    }

    /** Keeps what is said to be in the artifact beside its copy; nobody has checked it. */
    public void keepSbom(String sha256, byte[] sbom) {
        FileChanges.write(home.verified().resolve(sha256 + JAR + SBOM), sbom);
    }

    /** Length of the copy with this digest; empty when there is none. */
    OptionalLong length(String sha256) {
        try {
            return OptionalLong.of(Files.size(path(sha256)));
        } catch (IOException absent) {
            return OptionalLong.empty();
        }
    }

    /** Removes a copy that was refused, unless it was there before under the same digest. */
    void drop(Copy copy) {
        if (copy.fresh()) {
            FileChanges.delete(copy.file());
        }
    }

    /** Does the work and keeps {@link #keepOnly} from removing anything meanwhile. */
    <T> T holding(Supplier<T> work) {
        admitting.readLock().lock();
        try {
            return work.get();
        } finally {
            admitting.readLock().unlock();
        }
    }

    /**
     * Removes every copy, with its signature, but those of these digests. Nothing while somebody is {@linkplain #holding}
     * what nobody can name yet: the operation that comes of it ends, and then it is asked again.
     */
    public void keepOnly(Supplier<Set<String>> wanted) {
        if (!admitting.writeLock().tryLock()) {
            return;
        }
        try {
            keepOnly(wanted.get());
        } finally {
            admitting.writeLock().unlock();
        }
    }

    private void keepOnly(Set<String> digests) {
        try (var files = Files.newDirectoryStream(home.verified(), "*" + JAR + "*")) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (!digests.contains(name.substring(0, name.indexOf(JAR)))) {
                    FileChanges.delete(file);
                }
            }
        } catch (IOException e) {
            throw FileChanges.failed("The verified copies could not be listed", e);
        }
    }

    /** Hex SHA-256 of a file. */
    public static String digestOf(Path file) throws IOException {
        var digest = sha256();
        try (var in = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            var block = ByteBuffer.allocate(BLOCK);
            while (in.read(block.clear()) >= 0) {
                digest.update(block.flip());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private byte[] copy(Path source, Path target) throws IOException {
        var digest = sha256();
        long total = 0;
        try (var in = FileChannel.open(source, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                var out = FileChannel.open(target, StandardOpenOption.WRITE)) {
            var block = ByteBuffer.allocate(BLOCK);
            while (in.read(block.clear()) >= 0) {
                total += block.flip().remaining();
                refuseTooLarge(total);
                digest.update(block.duplicate());
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
            out.force(true);
        }
        return digest.digest();
    }

    private void refuseTooLarge(long total) {
        if (total > maxBytes) {
            throw new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The artifact is larger than " + maxBytes / 1024 / 1024
                            + " MB; raise MAX_MODULE_SIZE_MB if it must be.");
        }
    }

    /**
     * A link could be pointed elsewhere, and a second name of a file lets somebody else write it.
     *
     * @throws ProblemException ARTIFACT_REFUSED
     */
    public static void refuseUnlessPlain(Path source) {
        try {
            if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
                throw new ProblemException(
                        ErrorCode.ARTIFACT_REFUSED,
                        "It is not a plain file; copy the artifact itself, not a link to it.");
            }
            if ((Integer) Files.getAttribute(source, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
                throw new ProblemException(
                        ErrorCode.ARTIFACT_REFUSED, "The file has more than one name (hard link); copy it instead.");
            }
        } catch (IOException e) {
            throw new ProblemException(ErrorCode.ARTIFACT_REFUSED, "The file went away while it was looked at.", e);
        }
    }

    private Path path(String sha256) {
        return home.verified().resolve(sha256 + JAR);
    }

    private Path signaturePath(String sha256) {
        return home.verified().resolve(sha256 + JAR + SIGNATURE);
    }

    private Path reportPath(String sha256) {
        return home.verified().resolve(sha256 + JAR + REPORT);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}

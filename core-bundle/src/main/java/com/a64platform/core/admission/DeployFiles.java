package com.a64platform.core.admission;

import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The files of admitted artifacts in the watched folder: put there, found by digest, taken away. Thread-safe. */
@Component(service = DeployFiles.class)
public final class DeployFiles {
    public static final String JAR = ".jar";
    /** Modules and what belongs to them in one file. */
    public static final String ARCHIVE = ".a64";

    public static final String SIGNATURE = ".jar.sig";
    public static final String LICENSE = ".license";
    /** The list of what is in the artifact, in CycloneDX. */
    public static final String SBOM = ".cdx.json";

    /** How many replaced versions of a module are kept for people to look at; a return needs none of them. */
    private static final int REPLACED_KEPT = 3;

    private final Home home;
    private final Path replaced;
    private final VerifiedCopies copies;

    @Activate
    public DeployFiles(@Reference Platform platform, @Reference VerifiedCopies copies) {
        this.home = platform.home();
        this.replaced = home.cache().resolve("replaced");
        this.copies = copies;
    }

    /** Puts an artifact and its signature there as {@code NAME-VERSION.jar}, unless a file of its digest is there. */
    public void place(VerifiedArtifact artifact) {
        if (has(artifact.name(), artifact.version(), artifact.sha256())) {
            return;
        }
        var base = artifact.name() + "-" + artifact.version();
        // The signature first, so that the artifact is never seen without it.
        copies.signature(artifact.sha256())
                .ifPresent(bytes -> FileChanges.write(home.deploy().resolve(base + SIGNATURE), bytes));
        FileChanges.copy(artifact.file(), home.deploy().resolve(base + JAR));
    }

    /** Whether a file of this digest is there, whatever its name. */
    public boolean has(String module, String version, String sha256) {
        // Nearly always it has this name, and then the other files need not be looked at.
        var usual = home.deploy().resolve(module + "-" + version + JAR);
        return digest(usual).equals(sha256) || withDigest(sha256).isPresent();
    }

    /** Moves a file whose version was replaced into the cache, with its signature, and takes the oldest ones away. */
    public void retire(String module, String sha256) {
        withDigest(sha256).ifPresent(jar -> {
            try {
                Files.createDirectories(replaced);
                FileChanges.copy(jar, replaced.resolve(jar.getFileName()));
                copies.signature(sha256)
                        .ifPresent(bytes -> FileChanges.write(
                                replaced.resolve(sibling(jar, SIGNATURE).getFileName()), bytes));
                keepNewest(replaced, module);
            } catch (IOException e) {
                throw FileChanges.failed("The replaced version could not be kept in the cache", e);
            }
        });
        remove(sha256);
    }

    private static void keepNewest(Path replaced, String module) throws IOException {
        try (var files = Files.newDirectoryStream(replaced, module + "-[0-9]*" + JAR)) {
            StreamSupport.stream(files.spliterator(), false)
                    .sorted(Comparator.comparing(DeployFiles::changedAt).reversed())
                    .skip(REPLACED_KEPT)
                    .forEach(oldest -> {
                        FileChanges.delete(oldest);
                        FileChanges.delete(sibling(oldest, SIGNATURE));
                    });
        }
    }

    /** Takes every file of this digest away, with its signature; that also when somebody has deleted the artifact alone. */
    public void remove(String sha256) {
        withDigest(sha256).ifPresent(jar -> {
            FileChanges.delete(jar);
            FileChanges.delete(sibling(jar, SIGNATURE));
            FileChanges.delete(sibling(jar, SBOM));
        });
        copies.signature(sha256).ifPresent(this::removeLone);
    }

    private void removeLone(byte[] signature) {
        try (var files = Files.newDirectoryStream(home.deploy(), "*" + SIGNATURE)) {
            for (var file : files) {
                var jar = file.toString().substring(0, file.toString().length() - ".sig".length());
                if (Files.notExists(Path.of(jar), LinkOption.NOFOLLOW_LINKS) && holds(file, signature)) {
                    FileChanges.delete(file);
                }
            }
        } catch (IOException e) {
            throw FileChanges.failed("The folder deploy/ could not be listed", e);
        }
    }

    private static boolean holds(Path file, byte[] content) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == content.length
                && Arrays.equals(Files.readAllBytes(file), content);
    }

    /** The artifact's file with this digest. */
    public Optional<Path> withDigest(String sha256) {
        var length = copies.length(sha256);
        return jars().stream()
                .filter(jar -> length.isEmpty() || length.getAsLong() == size(jar))
                .filter(jar -> digest(jar).equals(sha256))
                .findFirst();
    }

    /** All {@code .jar} files. */
    List<Path> jars() {
        List<Path> found = new ArrayList<>();
        try (var files = Files.newDirectoryStream(home.deploy(), "*" + JAR)) {
            files.forEach(found::add);
        } catch (IOException e) {
            throw FileChanges.failed("The folder deploy/ could not be listed", e);
        }
        return found;
    }

    public static Path sibling(Path jar, String ending) {
        var name = jar.getFileName().toString();
        return jar.resolveSibling(name.substring(0, name.length() - JAR.length()) + ending);
    }

    private static long changedAt(Path jar) {
        return jar.toFile().lastModified();
    }

    private static long size(Path jar) {
        try {
            return Files.size(jar);
        } catch (IOException goneMeanwhile) {
            return -1;
        }
    }

    private static String digest(Path jar) {
        try {
            return Files.isRegularFile(jar, LinkOption.NOFOLLOW_LINKS) ? VerifiedCopies.digestOf(jar) : "";
        } catch (IOException goneMeanwhile) {
            return "";
        }
    }
}

package com.a64platform.core.dropin;

import com.a64platform.core.admission.DeployFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How files in deploy/ look from outside, without their content. */
final class FileLook {
    /** What may lie beside an artifact and is judged with it. */
    private static final List<String> SIDECARS = List.of(DeployFiles.SIGNATURE, DeployFiles.LICENSE, DeployFiles.SBOM);

    private static final Pattern VERSIONED = Pattern.compile("(.+?)-\\d+\\.\\d+\\.\\d+.*");
    private static final long SETTLED_MILLIS = 1_000;

    private FileLook() {}

    /** Size, time and identity of the file and of its sidecars: any change of one makes the artifact worth a new look. */
    static String of(Path file) {
        return withSidecars(file).map(FileLook::attributes).collect(Collectors.joining("|"));
    }

    /** The license beside an artifact: {@code NAME-VERSION.license}, or if there is none, {@code NAME.license}. */
    static Path license(Path jar) {
        var own = DeployFiles.sibling(jar, DeployFiles.LICENSE);
        var versioned = VERSIONED.matcher(jar.getFileName().toString());
        return gone(own) && versioned.matches() ? jar.resolveSibling(versioned.group(1) + DeployFiles.LICENSE) : own;
    }

    /** Whether the file and its sidecars have stood still for a while, by the times the file system keeps itself. */
    static boolean settled(Path file) {
        long newest = withSidecars(file).mapToLong(FileLook::changeTime).max().orElseThrow();
        return System.currentTimeMillis() - newest >= SETTLED_MILLIS;
    }

    private static Stream<Path> withSidecars(Path file) {
        return file.toString().endsWith(DeployFiles.JAR)
                ? Stream.of(
                        file,
                        DeployFiles.sibling(file, DeployFiles.SIGNATURE),
                        license(file),
                        DeployFiles.sibling(file, DeployFiles.SBOM))
                : Stream.of(file);
    }

    /** Our own notes and temporary files, the folder's README, and sidecars, which are judged with their artifact. */
    static boolean ignored(String name) {
        return name.startsWith(".")
                || name.equals("README.md")
                || name.endsWith(DropNotes.ENDING)
                || SIDECARS.stream().anyMatch(name::endsWith);
    }

    /** Whether a file of this name is to be taken in, not only looked at. */
    static boolean ofModules(String name) {
        return name.endsWith(DeployFiles.JAR) || name.endsWith(DeployFiles.ARCHIVE);
    }

    static boolean gone(Path file) {
        return Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static String attributes(Path file) {
        try {
            return Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS)
                    .toString();
        } catch (IOException absent) {
            return "-";
        }
    }

    private static long changeTime(Path file) {
        try {
            return ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toMillis();
        } catch (IOException absent) {
            return 0;
        }
    }
}

package com.a64platform.core.dropin;

import com.a64platform.core.admission.DeployFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How files in deploy/ look from outside, without their content. */
final class FileLook {
    /** What may lie beside an artifact and is judged with it. */
    private static final List<String> SIDECARS = List.of(DeployFiles.SIGNATURE, DeployFiles.LICENSE, DeployFiles.SBOM);

    private static final Pattern VERSIONED = Pattern.compile("(.+?)-\\d+\\.\\d+\\.\\d+.*");
    private static final long SETTLED_MILLIS = 1_000;
    private static final long YOUNG_MILLIS = 20;

    private FileLook() {}

    /**
     * Size, time and identity of the file and of its sidecars: any change of one makes the artifact worth a new look.
     *
     * @param names of all files in the folder, so that nobody has to look for what is not there
     */
    static String of(Path file, Set<String> names) {
        return withSidecars(file)
                .filter(path -> names.contains(path.getFileName().toString()))
                .map(FileLook::attributes)
                .collect(Collectors.joining("|"));
    }

    /** The license beside an artifact: {@code NAME-VERSION.license}, or if there is none, {@code NAME.license}. */
    static Path license(Path jar) {
        var own = DeployFiles.sibling(jar, DeployFiles.LICENSE);
        return gone(own) ? shared(jar) : own;
    }

    /** The license for whatever version; the artifact's own when its name says none. */
    private static Path shared(Path jar) {
        var versioned = VERSIONED.matcher(jar.getFileName().toString());
        return versioned.matches()
                ? jar.resolveSibling(versioned.group(1) + DeployFiles.LICENSE)
                : DeployFiles.sibling(jar, DeployFiles.LICENSE);
    }

    /** Whether the file and its sidecars have stood still for a while, by the times the file system keeps itself. */
    static boolean settled(Path file) {
        return age(file) >= SETTLED_MILLIS;
    }

    /** Whether something was changed just now, so that more is likely to follow and reading it would be for nothing. */
    static boolean young(Path file) {
        long age = age(file);
        return age >= 0 && age < YOUNG_MILLIS;
    }

    private static long age(Path file) {
        return System.currentTimeMillis()
                - withSidecars(file).mapToLong(FileLook::changeTime).max().orElseThrow();
    }

    private static Stream<Path> withSidecars(Path file) {
        return file.toString().endsWith(DeployFiles.JAR)
                ? Stream.of(
                        file,
                        DeployFiles.sibling(file, DeployFiles.SIGNATURE),
                        DeployFiles.sibling(file, DeployFiles.LICENSE),
                        shared(file),
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

package com.a64platform.core.dropin;

import com.a64platform.core.admission.DeployFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.regex.Pattern;

/** How files in deploy/ look from outside, without their content. */
final class FileLook {
    private static final String LICENSE = ".license";
    private static final Pattern VERSIONED = Pattern.compile("(.+?)-\\d+\\.\\d+\\.\\d+.*");
    private static final long SETTLED_MILLIS = 1_000;

    private FileLook() {}

    /** Size, time and identity of the file and of its sidecars: any change of one makes the artifact worth a new look. */
    static String of(Path file) {
        if (!file.toString().endsWith(DeployFiles.JAR)) {
            return attributes(file);
        }
        return attributes(file)
                + "|" + attributes(DeployFiles.sibling(file, DeployFiles.SIGNATURE))
                + "|" + attributes(license(file));
    }

    /** The license beside an artifact: {@code NAME-VERSION.license}, or if there is none, {@code NAME.license}. */
    static Path license(Path jar) {
        var own = DeployFiles.sibling(jar, LICENSE);
        var versioned = VERSIONED.matcher(jar.getFileName().toString());
        return gone(own) && versioned.matches() ? jar.resolveSibling(versioned.group(1) + LICENSE) : own;
    }

    /** Whether the file and its sidecars have stood still for a while, by the times the file system keeps itself. */
    static boolean settled(Path file) {
        long newest = changeTime(file);
        if (file.toString().endsWith(DeployFiles.JAR)) {
            newest = Math.max(newest, changeTime(DeployFiles.sibling(file, DeployFiles.SIGNATURE)));
            newest = Math.max(newest, changeTime(license(file)));
        }
        return System.currentTimeMillis() - newest >= SETTLED_MILLIS;
    }

    /** Our own notes and temporary files, the folder's README, and sidecars, which are judged with their artifact. */
    static boolean ignored(String name) {
        return name.startsWith(".")
                || name.equals("README.md")
                || name.endsWith(DropNotes.ENDING)
                || name.endsWith(DeployFiles.SIGNATURE)
                || name.endsWith(LICENSE);
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

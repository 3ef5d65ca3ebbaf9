package com.a64platform.core.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Changes to whole files that are on the disk when the call returns: write beside, force, rename, force the folder. A link
 * in a file's place is replaced, never followed. {@link PrivateFile} also refuses to read what others could have written.
 */
public final class DurableFile {
    private static final String EVERYBODY_READS = "rw-r--r--";

    private DurableFile() {}

    /** Writes a file that everybody who may see its folder may read, in place of the one before. */
    public static void write(Path target, byte[] content) throws IOException {
        replace(target, "write", part -> {
            fill(part, content);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(EVERYBODY_READS));
        });
    }

    /** Writes a file that only its owner may read, in place of the one before. */
    public static void writePrivate(Path target, byte[] content) throws IOException {
        replace(target, "write", part -> fill(part, content));
    }

    /** Copies a file to another name, which may be taken; only the owner may read the copy. */
    public static void copyPrivate(Path source, Path target) throws IOException {
        replace(target, "copy", part -> {
            try (var out = Files.newOutputStream(part, StandardOpenOption.WRITE)) {
                Files.copy(source, out);
            }
        });
    }

    /**
     * Makes a hidden file beside the one that it is to become, never readable by others. {@link Unfinished} removes it when
     * its process dies.
     *
     * @param kind small letters that say whose it is
     */
    public static Path part(Path target, String kind) throws IOException {
        return Files.createTempFile(target.toAbsolutePath().getParent(), "." + kind + "-", ".part");
    }

    /** Renames a finished file to its place, which may be taken, and makes the name last. */
    public static void moveInto(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        force(target.getParent(), StandardOpenOption.READ);
    }

    /** Makes a folder that only its owner may look into, and those above it; one that is there stays as it is. */
    public static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Makes the names of all files in a folder, and of the folders in it, last; the files are forced by who writes them. */
    public static void forceTree(Path folder) throws IOException {
        try (var folders = Files.find(folder, Integer.MAX_VALUE, (path, attributes) -> attributes.isDirectory())) {
            for (var one : folders.toList()) {
                force(one, StandardOpenOption.READ);
            }
        }
    }

    /** Removes a file for good; nothing happens when it is gone. */
    public static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            force(file.toAbsolutePath().getParent(), StandardOpenOption.READ);
        }
    }

    @FunctionalInterface
    interface Filling {
        void into(Path part) throws IOException;
    }

    /** A node that starts may take the part for one of a dead process. It does so once, so it is made once more. */
    static void replace(Path target, String kind, Filling filling) throws IOException {
        try {
            replaceOnce(target, kind, filling);
        } catch (NoSuchFileException taken) {
            replaceOnce(target, kind, filling);
        }
    }

    private static void replaceOnce(Path target, String kind, Filling filling) throws IOException {
        var place = target.toAbsolutePath();
        var part = part(place, kind);
        try {
            filling.into(part);
            force(part, StandardOpenOption.WRITE);
            moveInto(part, place);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Never makes it: one that is made here would have other rights. */
    private static void fill(Path part, byte[] content) throws IOException {
        Files.write(part, content, StandardOpenOption.WRITE);
    }

    private static void force(Path path, StandardOpenOption mode) throws IOException {
        try (var channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }
}

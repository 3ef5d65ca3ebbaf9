package com.a64platform.core.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Whole files that are on the disk when the call returns: write beside, force, rename, force the folder. For what nobody else may
 * read there is {@link PrivateFile}.
 */
public final class DurableFile {
    private static final String EVERYBODY_READS = "rw-r--r--";

    private DurableFile() {}

    /** Writes a file that everybody who may see its folder may read, in place of the one before. */
    public static void write(Path target, byte[] content) throws IOException {
        // made as 0600 by createTempFile, widened only before the rename
        var part = Files.createTempFile(target.toAbsolutePath().getParent(), ".write-", ".part");
        try {
            try (var out = FileChannel.open(part, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(EVERYBODY_READS));
                out.force(true);
            }
            moveInto(part, target.toAbsolutePath());
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Renames a finished file to its place, which may be taken, and makes the name last. */
    public static void moveInto(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        try (var folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}

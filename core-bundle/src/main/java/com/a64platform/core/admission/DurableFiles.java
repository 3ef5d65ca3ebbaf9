package com.a64platform.core.admission;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Changes to folders that are whole and on the disk when the call returns: write, force, rename, force the folder. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Writes a whole file, in place of the one before. A link of that name is replaced, never followed. */
    public static void write(Path target, byte[] content) {
        try {
            var temporary = Files.createTempFile(target.getParent(), ".write-", ".part");
            try {
                try (var out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    var buffer = java.nio.ByteBuffer.wrap(content);
                    while (buffer.hasRemaining()) {
                        out.write(buffer);
                    }
                    out.force(true);
                }
                moveInto(temporary, target);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw failed("The file " + target.getFileName() + " could not be written", e);
        }
    }

    /** Copies a file under another name. */
    static void copy(Path source, Path target) {
        try {
            var temporary = Files.createTempFile(target.getParent(), ".copy-", ".part");
            try {
                Files.copy(source, temporary, StandardCopyOption.REPLACE_EXISTING);
                try (var out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    out.force(true);
                }
                moveInto(temporary, target);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw failed("The file " + target.getFileName() + " could not be copied", e);
        }
    }

    static void moveInto(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(target.getParent());
    }

    /** Removes what a process that was killed had not finished; only while nobody writes into the folder. */
    static void removeUnfinished(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "{.write-,.copy-,take-}*.part")) {
            for (var file : files) {
                Files.delete(file);
            }
        }
    }

    public static void delete(Path file) {
        try {
            if (Files.deleteIfExists(file)) {
                forceFolder(file.getParent());
            }
        } catch (IOException e) {
            throw failed("The file " + file.getFileName() + " could not be removed", e);
        }
    }

    public static ProblemException failed(String what, IOException cause) {
        var full = cause.getMessage() != null && cause.getMessage().contains("No space left");
        return full
                ? new ProblemException(
                        ErrorCode.STORAGE_FULL, what + ": the disk is full; make room and try again.", cause)
                : new ProblemException(ErrorCode.INTERNAL_ERROR, what + "; the log says why.", cause);
    }

    private static void forceFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

package com.a64platform.core.admission;

import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.FullDisk;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@link DurableFile} does, with an answer for the client in place of an exception of the file system. */
public final class FileChanges {
    private FileChanges() {}

    /** Writes a whole file, in place of the one before. A link of that name is replaced, never followed. */
    public static void write(Path target, byte[] content) {
        try {
            DurableFile.writePrivate(target, content);
        } catch (IOException e) {
            throw failed("The file " + target.getFileName() + " could not be written", e);
        }
    }

    /** Copies a file under another name. */
    static void copy(Path source, Path target) {
        try {
            DurableFile.copyPrivate(source, target);
        } catch (IOException e) {
            throw failed("The file " + target.getFileName() + " could not be copied", e);
        }
    }

    /** Moves a file, also to another disk, in place of the one before; the folder is made. */
    public static void move(Path source, Path target) {
        try {
            Files.createDirectories(target.getParent());
            DurableFile.copyPrivate(source, target);
            DurableFile.delete(source);
        } catch (IOException e) {
            throw failed("The file " + source.getFileName() + " could not be moved", e);
        }
    }

    public static void delete(Path file) {
        try {
            DurableFile.delete(file);
        } catch (IOException e) {
            throw failed("The file " + file.getFileName() + " could not be removed", e);
        }
    }

    public static ProblemException failed(String what, IOException cause) {
        return FullDisk.is(cause)
                ? new ProblemException(
                        ErrorCode.STORAGE_FULL, what + ": the disk is full; make room and try again.", cause)
                : new ProblemException(ErrorCode.INTERNAL_ERROR, what + "; the log says why.", cause);
    }
}

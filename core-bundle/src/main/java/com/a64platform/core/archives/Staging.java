package com.a64platform.core.archives;

import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Scratch;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.FullDisk;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;

/**
 * A folder of the cache for what comes in one file. Closing removes it with all that is in it, unless an operation has
 * taken it over. Names in it are ours, never those of what came.
 */
public final class Staging implements AutoCloseable {
    private final Path folder;
    private boolean kept;

    private Staging(Path folder) {
        this.folder = folder;
    }

    /** A new one, empty. */
    static Staging open(Home home) {
        var folder = root(home).resolve(UUID.randomUUID().toString());
        try {
            DurableFile.makePrivate(folder);
        } catch (IOException e) {
            throw failed(e);
        }
        return new Staging(folder);
    }

    public Path folder() {
        return folder;
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** From now on an operation removes it. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (!kept) {
            remove(folder);
        }
    }

    static Path root(Home home) {
        return home.cache().resolve("imports");
    }

    /** Removes all folders but those of these names. */
    static void keepOnly(Home home, Set<String> names) {
        if (Files.notExists(root(home))) {
            return;
        }
        try (var folders = Files.newDirectoryStream(root(home))) {
            for (var folder : folders) {
                if (!names.contains(folder.getFileName().toString())) {
                    remove(folder);
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Removes a folder with all that is in it; nothing happens when it is gone. */
    static void remove(Path folder) {
        new Scratch(folder).close();
    }

    static ProblemException failed(IOException cause) {
        return FullDisk.is(cause)
                ? new ProblemException(
                        ErrorCode.STORAGE_FULL,
                        "There is no room in the cache for what came; make room and send it again.",
                        cause)
                : new ProblemException(
                        ErrorCode.INTERNAL_ERROR, "What came cannot be kept in the cache; the log says why.", cause);
    }
}

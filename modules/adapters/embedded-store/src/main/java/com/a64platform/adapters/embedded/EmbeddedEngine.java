package com.a64platform.adapters.embedded;

import com.a64platform.core.spi.EmbeddedStoreEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.osgi.service.component.annotations.Component;

/** A store in one file, spoken to over the loopback address with MongoDB's protocol. Thread-safe. */
@Component(service = EmbeddedStoreEngine.class)
public final class EmbeddedEngine implements EmbeddedStoreEngine {
    private static final String FILE = "store.mv";
    /**
     * How many commits the space of what none of them needs any more stays untouched. Every commit is forced before the
     * next begins ({@link DataFile}), so that space is used again only after the force that made it free, however long
     * that took; time says nothing about it.
     */
    private static final int COMMITS_KEPT = 5;
    /**
     * How much of the file is kept in memory as documents. Every commit writes some pages anew, and the old ones stay in
     * the engine's cache until it is full, though nobody reads them again: a larger cache mostly holds more of those.
     */
    private static final int CACHE_MEGABYTES = 4;

    @Override
    public Running open(Path directory) {
        try {
            Path file = prepare(directory);
            return new RunningEngine(new DataFile(openFile(file)));
        } catch (IOException failed) {
            throw new UncheckedIOException("The store's folder " + directory + " cannot be prepared", failed);
        } catch (MVStoreException failed) {
            throw new IllegalStateException(explain(directory, failed), failed);
        }
    }

    static MVStore openFile(Path file) throws IOException {
        if (Files.exists(file)) {
            StoreHeader.correct(file);
        }
        return tuned(new MVStore.Builder().fileName(file.toString()));
    }

    /** Commits only when told to: never on a timer, never because much has changed. */
    static MVStore tuned(MVStore.Builder builder) {
        MVStore store = builder.autoCommitDisabled()
                .autoCommitBufferSize(0)
                .cacheSize(CACHE_MEGABYTES)
                .open();
        store.setVersionsToKeep(COMMITS_KEPT);
        store.setRetentionTime(0);
        return store;
    }

    /** A new file gets its name when it is whole on disk: a crash while it is made leaves none instead of half of one. */
    private static Path prepare(Path directory) throws IOException {
        makePrivate(directory);
        Path file = directory.resolve(FILE);
        if (Files.notExists(file)) {
            Path fresh = Files.createTempFile(directory, ".store-", ".part"); // the platform removes it after a crash
            try (DataFile empty = new DataFile(openFile(fresh))) {
                empty.alone(() -> "nothing, but the header");
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(directory);
        }
        return file;
    }

    /** Into a folder that has no store yet. */
    static void copy(DataFile file, Path directory) throws IOException {
        makePrivate(directory);
        try (FileChannel copy =
                FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.copyTo(copy);
        }
    }

    private static void makePrivate(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    private static void forceFolder(Path directory) throws IOException {
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static String explain(Path directory, MVStoreException failed) {
        return switch (failed.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED ->
                "The store in " + directory + " is in use by another process: stop that one first.";
            case DataUtils.ERROR_FILE_CORRUPT, DataUtils.ERROR_UNSUPPORTED_FORMAT ->
                "The store in " + directory + " is damaged: restore the folder from a backup.";
            default -> "The store in " + directory + " cannot be opened: check the disk and the folder's permissions.";
        };
    }
}

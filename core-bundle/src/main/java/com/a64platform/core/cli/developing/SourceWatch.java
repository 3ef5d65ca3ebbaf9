package com.a64platform.core.cli.developing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** Says when something may have changed below a folder. What has changed the caller finds out by looking. */
final class SourceWatch implements AutoCloseable {
    /** Saving one file is several events, and switching a branch is many files. */
    private static final long QUIET_MILLIS = 15;

    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    /** File systems over a network report nothing, and events can be lost. */
    private static final long ANYWAY_MILLIS = 2_000;

    private final Path root;
    private final WatchService events;

    /** @param root watched with all that is below it, without {@code target}, {@code .git} and the like */
    SourceWatch(Path root) {
        this.root = root;
        try {
            events = root.getFileSystem().newWatchService();
        } catch (IOException e) {
            throw new UncheckedIOException("The sources cannot be watched", e);
        }
        register();
    }

    /**
     * Waits for a change and then until it has been quiet for a moment.
     *
     * @return when it was noticed, by {@link System#nanoTime}
     */
    long await() {
        try {
            boolean changed = take(ANYWAY_MILLIS);
            long noticed = System.nanoTime();
            while (changed && System.nanoTime() - noticed < LONGEST_NANOS) {
                changed = take(QUIET_MILLIS);
            }
            register();
            return noticed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while watching", e);
        }
    }

    @Override
    public void close() {
        try {
            events.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The watch cannot be closed", e);
        }
    }

    private boolean take(long millis) throws InterruptedException {
        var key = events.poll(millis, TimeUnit.MILLISECONDS);
        if (key == null) {
            return false;
        }
        key.pollEvents();
        key.reset();
        return true;
    }

    /** Again after each change: folders that have come since are watched from now on. */
    private void register() {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    if (!folder.equals(root) && ignored(folder.getFileName().toString())) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    folder.register(
                            events,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException vanished) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException vanished) {
            // a folder that goes while it is looked at; its going is an event of the one above
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + root + " cannot be watched", e);
        }
    }

    private static boolean ignored(String name) {
        return name.equals("target") || name.startsWith(".");
    }
}

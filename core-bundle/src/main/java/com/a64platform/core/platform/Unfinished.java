package com.a64platform.core.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process that was killed has left half done: {@linkplain DurableFile#part parts} of files, and {@link Scratch}
 * folders. It is looked for once, by the process that has just taken the folder for itself and has not yet written to it.
 *
 * <p>A command that changes {@code conf/} takes no lock, so that its part may be taken for one of the dead; {@link DurableFile}
 * then makes it anew.
 */
public final class Unfinished {
    private static final Logger log = LoggerFactory.getLogger(Unfinished.class);
    private static final Pattern PART = Pattern.compile("\\.[a-z]+-[0-9]+\\.part");
    /** Not all of it: the framework's own cache has thousands of files, and a download goes on where it stopped. */
    private static final List<String> OF_CACHE = List.of("replaced", "imports", "imported");

    private Unfinished() {}

    /** Removes it from a home whose lock this process has. In the watched folder, where others write too, only files go. */
    public static void removeFrom(Home home) {
        for (var folder : List.of(home.conf(), home.data(), home.backups(), home.run())) {
            removeFrom(folder, Integer.MAX_VALUE);
        }
        OF_CACHE.forEach(name -> removeFrom(home.cache().resolve(name), Integer.MAX_VALUE));
        removeFrom(home.deploy(), 1);
    }

    /** Removes it from a folder of another kind that this process has for itself, not from those in it. */
    public static void removeFrom(Path folder) {
        removeFrom(folder, 1);
    }

    private static void removeFrom(Path folder, int depth) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            // the folder itself may be a link to another disk; those that are in it are not followed
            Files.walkFileTree(folder.toRealPath(), Set.of(), depth, new Removal());
        } catch (IOException e) {
            throw new UncheckedIOException("What a killed process has left in " + folder + " cannot be removed", e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!folder.endsWith(Scratch.NAME)) {
                return FileVisitResult.CONTINUE;
            }
            new Scratch(folder).close();
            return FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            var name = file.getFileName().toString();
            if (!attributes.isDirectory() && PART.matcher(name).matches()) {
                Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
        }

        /** It has gone since it was listed, or it is somebody else's: nothing of this platform is in there. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            log.debug("{} is not looked into for what is unfinished", file, failure);
            return FileVisitResult.CONTINUE;
        }
    }
}

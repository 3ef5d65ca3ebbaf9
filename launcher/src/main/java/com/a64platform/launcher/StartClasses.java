package com.a64platform.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes of the platform's bundles that a start needs, in the order in which it needed them. The start that the class
 * archive is made of writes them down; those after it load them ahead on a thread of their own, because most of a start is
 * one thread's work that waits for its classes. Nothing is initialised by that, and what cannot be loaded is left to who
 * needs it. Thread-safe.
 */
final class StartClasses {
    private static final String NAME = "start-classes.list";

    private final Path file;
    private final boolean recording;
    private final Queue<String> needed = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** @param recording whether this start writes them down, or else reads them */
    StartClasses(Path file, boolean recording) {
        this.file = file;
        this.recording = recording;
    }

    static StartClasses in(Path cache) {
        return new StartClasses(cache.resolve(NAME), ClassArchive.wanted().isPresent());
    }

    /** A bundle defines a class. */
    void defined(String bundle, String name) {
        if (recording && !over) {
            needed.add(bundle + " " + name);
        }
    }

    /** The start begins, its bundles are resolved; returns at once. */
    void loadAhead(Collection<Bundle> platform) {
        if (!recording) {
            Map<String, Bundle> bundles =
                    platform.stream().collect(Collectors.toMap(Bundle::getSymbolicName, Function.identity()));
            Thread thread = new Thread(() -> load(bundles), "a64-classes");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** The start is over. */
    void end() {
        over = true;
        if (recording) {
            write();
            needed.clear();
        }
    }

    private void write() {
        Path fresh = file.resolveSibling(NAME + ".new");
        try {
            Files.write(fresh, needed);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log().debug("The classes of a start could not be written down", e);
        }
    }

    private void load(Map<String, Bundle> bundles) {
        for (String line : read()) {
            if (over) {
                return;
            }
            int space = line.indexOf(' ');
            Bundle bundle = space < 0 ? null : bundles.get(line.substring(0, space));
            // resolving one is the start's own affair
            if (bundle != null && bundle.getState() != Bundle.INSTALLED) {
                load(bundle, line.substring(space + 1));
            }
        }
    }

    private static void load(Bundle bundle, String name) {
        try {
            bundle.loadClass(name);
        } catch (ClassNotFoundException | LinkageError | IllegalStateException e) {
            log().debug("The class {} could not be loaded ahead", name, e);
        }
    }

    private List<String> read() {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            log().debug("The classes of a start could not be read", e);
            return List.of();
        }
    }

    private static Logger log() {
        return LoggerFactory.getLogger(StartClasses.class);
    }
}

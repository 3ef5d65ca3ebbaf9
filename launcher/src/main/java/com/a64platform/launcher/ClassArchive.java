package com.a64platform.launcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of loaded classes that makes the next start of the same Java and the same platform faster. The script
 * names it in {@code a64.class-archive} when it is still missing; a start without it is only slower.
 *
 * @param stem the file's path without its length and suffix, by which the script tells a whole file from half of one
 */
record ClassArchive(Path stem) {
    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
    private static final String PREFIX = "classes-";

    static Optional<ClassArchive> wanted() {
        return Optional.ofNullable(System.getProperty("a64.class-archive"))
                .map(Path::of)
                .map(ClassArchive::new);
    }

    /** Writes what this process has loaded; called when nothing is served any more, for it pauses the machine. */
    void write() {
        Path fresh = stem.resolveSibling(stem.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            dump(fresh);
            if (Files.exists(fresh)) {
                sync(fresh);
                deleteOthers();
                Path file = stem.resolveSibling(stem.getFileName() + "-" + Files.size(fresh) + ".jsa");
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException | JMException e) {
            // only the next start's speed is lost, and that start tries again
            LOG.debug("No class archive written", e);
        }
    }

    private static void dump(Path target) throws JMException {
        Object[] arguments = {new String[] {"dynamic_dump", target.toString()}};
        ManagementFactory.getPlatformMBeanServer()
                .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmCds", arguments, new String[] {
                    String[].class.getName()
                });
    }

    /** Half a file must never stand under the final name: the machine maps it without looking inside. */
    private static void sync(Path written) throws IOException {
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Those of an earlier Java or platform are never read again. */
    private void deleteOthers() throws IOException {
        List<Path> others;
        try (Stream<Path> files = Files.list(stem.getParent())) {
            others = files.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .filter(path -> path.getFileName().toString().endsWith(".jsa"))
                    .toList();
        }
        for (Path other : others) {
            Files.delete(other);
        }
    }
}

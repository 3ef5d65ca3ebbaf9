package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A home like one on which a node ran before: it has a class archive, and the list of what a start loads ahead. The first
 * start and stop of the platform just built are done once for all tests, and what they leave goes into the homes of the
 * others, which would each take seconds to make the same. Thread-safe, across the processes of a test run too.
 */
final class WarmHome {
    private static final Path SHARED = JavaProgram.PLATFORM.resolveSibling("warm-home");

    private WarmHome() {}

    /** Gives a home without a class archive the shared one; makes its folders as the platform would. */
    static synchronized void prepare(Path home) throws IOException {
        Path cache = home.resolve("cache");
        Files.createDirectories(
                cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (archives(cache).isEmpty()) {
            for (Path shared : list(shared())) {
                if (Files.isRegularFile(shared)) {
                    put(shared, cache.resolve(shared.getFileName()));
                }
            }
        }
    }

    private static void put(Path shared, Path target) throws IOException {
        if (Files.getFileStore(shared).equals(Files.getFileStore(target.getParent()))) {
            Files.createLink(target, shared);
        } else {
            Files.copy(shared, target);
        }
    }

    private static Path shared() throws IOException {
        Files.createDirectories(SHARED);
        try (FileChannel channel =
                        FileChannel.open(SHARED.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            Path folder = SHARED.resolve(identity());
            if (!Files.exists(folder)) {
                make(folder);
            }
            return folder;
        }
    }

    /** What the script's name for the archive depends on: another Java or platform cannot use it. */
    private static String identity() throws IOException {
        List<Object> all = new ArrayList<>(
                List.of(Runtime.version(), System.getenv().getOrDefault("JAVA_HOME", ""), System.getenv("PATH")));
        for (String folder : List.of("lib", "system")) {
            for (Path file : list(JavaProgram.PLATFORM.resolve(folder))) {
                all.addAll(List.of(file, Files.size(file), Files.getLastModifiedTime(file)));
            }
        }
        return Integer.toHexString(all.hashCode());
    }

    private static void make(Path folder) throws IOException {
        for (Path earlier : list(SHARED)) {
            if (Files.isDirectory(earlier)) {
                Folders.delete(earlier);
            }
        }
        Path work = SHARED.resolve("work");
        Path home = work.resolve("home");
        try (PlatformProcess node = Operator.of(PlatformProcess.on(home)).launch()) {
            node.awaitReady();
            ModuleJar.hello().writeTo(node.deploy());
            new Operator(node).awaitStatus("/api/v1/hello/greeting", 200);
            assertThat(node.terminate()).isZero();
        }
        Files.move(home.resolve("cache"), folder);
        Folders.delete(work);
    }

    private static List<Path> archives(Path folder) throws IOException {
        return list(folder).stream()
                .filter(file -> file.toString().endsWith(".jsa"))
                .toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}

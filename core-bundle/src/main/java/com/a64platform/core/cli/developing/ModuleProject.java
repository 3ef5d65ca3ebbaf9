package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A module's folder, laid out as Maven wants it.
 *
 * @param folder absolute
 */
record ModuleProject(Path folder) {
    /** Absent when the folder does not look like a module's. */
    static ModuleProject in(Path folder) {
        var project = new ModuleProject(folder.toAbsolutePath().normalize());
        if (!Files.isDirectory(project.javaSources()) || !Files.isRegularFile(project.pomFile())) {
            throw new CommandFailure("There is no module in " + folder
                    + ": it needs a pom.xml and src/main/java. ./a64 module new NAME makes one.");
        }
        return project;
    }

    Path javaSources() {
        return folder.resolve("src/main/java");
    }

    Path resources() {
        return folder.resolve("src/main/resources");
    }

    Path pomFile() {
        return folder.resolve("pom.xml");
    }

    /** JARs that the module brings along and Maven does not fetch. */
    Path libraries() {
        return folder.resolve("lib");
    }

    Path bndFile() {
        return folder.resolve("bnd.bnd");
    }

    Pom pom() {
        return Pom.read(pomFile());
    }

    /** All that a bundle is made from, by its path: sources, resources, libraries, the files at the top. What vanishes is not there. */
    Map<Path, byte[]> content() {
        Map<Path, byte[]> found = new TreeMap<>();
        read(folder.resolve("src/main"), found);
        readIn(folder, "*.{bnd,xml}", found);
        if (Files.isDirectory(libraries())) {
            readIn(libraries(), "*.jar", found);
        }
        return found;
    }

    /** What decides which libraries there are. */
    Map<Path, byte[]> setting(Map<Path, byte[]> content) {
        Map<Path, byte[]> some = new TreeMap<>(content);
        some.keySet().removeIf(path -> !path.equals(pomFile()) && !path.startsWith(libraries()));
        return some;
    }

    static boolean same(Map<Path, byte[]> one, Map<Path, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
    }

    private static void readIn(Path folder, String names, Map<Path, byte[]> found) {
        try (var files = Files.newDirectoryStream(folder, names)) {
            files.forEach(file -> take(file, found));
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
    }

    private static void read(Path from, Map<Path, byte[]> found) {
        try {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && !passing(file)) {
                        take(file, found);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException vanished) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The module's sources cannot be read", e);
        }
    }

    private static void take(Path file, Map<Path, byte[]> found) {
        try {
            found.put(file, Files.readAllBytes(file));
        } catch (NoSuchFileException vanished) {
            // its going is a change that is reported too
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** What editors put beside a file while they save it. */
    private static boolean passing(Path file) {
        var name = file.getFileName().toString();
        return name.endsWith("~")
                || name.endsWith(".swp")
                || name.endsWith(".swx")
                || name.startsWith(".#")
                || name.equals("4913");
    }
}

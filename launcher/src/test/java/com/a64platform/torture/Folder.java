package com.a64platform.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in folders, read as it is. */
final class Folder {
    private Folder() {}

    /** The digests of the files that lie directly in a folder, by name; what goes meanwhile is left out. */
    static Map<String, String> digests(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Path file : files(folder, 1)) {
            try {
                found.put(file.getFileName().toString(), digest(file));
            } catch (UncheckedIOException gone) {
                if (!(gone.getCause() instanceof NoSuchFileException)) {
                    throw gone;
                }
            }
        }
        return found;
    }

    /** Paths in a home of what somebody has not finished; a download is left for the next one, which goes on with it. */
    static List<String> unfinished(Path home) throws IOException {
        return files(home, 20).stream()
                .map(file -> home.relativize(file).toString())
                .filter(Folder::unfinished)
                .sorted()
                .toList();
    }

    private static boolean unfinished(String path) {
        return path.startsWith("cache/imports/")
                || path.contains("/.scratch/")
                || !path.startsWith("cache/downloads/")
                        && Stream.of(".part", ".new", ".tmp").anyMatch(path::endsWith);
    }

    /** How many finished files lie directly in a folder. */
    static int count(Path folder) throws IOException {
        return (int) files(folder, 1).stream()
                .filter(file -> !unfinished(file.toString()))
                .count();
    }

    static String digest(Path file) {
        try {
            return digest(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, depth)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }
}

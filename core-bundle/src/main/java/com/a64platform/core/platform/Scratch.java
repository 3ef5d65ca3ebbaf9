package com.a64platform.core.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder for what is half done, readable by its owner only. What a killed process left in it goes at the next making. */
public record Scratch(Path folder) implements AutoCloseable {
    /** What it is called in a home, where {@link Unfinished} removes it at the latest. */
    static final String NAME = ".scratch";

    /** Makes that of a folder in a home anew. */
    public static Scratch in(Path folder) {
        return at(folder.resolve(NAME));
    }

    /** Makes it anew. */
    public static Scratch at(Path folder) {
        try {
            remove(folder);
            DurableFile.makePrivate(folder);
            return new Scratch(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be made", e);
        }
    }

    @Override
    public void close() {
        try {
            remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be removed", e);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, IOException failed) throws IOException {
                Files.delete(inner);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

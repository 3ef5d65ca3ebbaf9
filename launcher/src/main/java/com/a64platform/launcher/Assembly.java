package com.a64platform.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bundles of a node and their start levels, read from {@code assembly.list}. */
record Assembly(List<Entry> entries) {
    /** @param level 0 installs without starting */
    record Entry(int level, Path file) {
        /** The framework reads the file where it is instead of copying it. */
        String location() {
            return "reference:" + file.toUri();
        }

        String name() {
            return file.getFileName().toString().replaceFirst("\\.jar$", "");
        }
    }

    Assembly {
        entries = List.copyOf(entries);
    }

    static Assembly read(Path root) {
        Path list = root.resolve("assembly.list");
        try {
            List<Entry> entries = new ArrayList<>();
            int level = 1;
            for (String line : Files.readAllLines(list)) {
                String word = line.replaceFirst("#.*", "").strip();
                if (word.matches("level \\d+")) {
                    level = Integer.parseInt(word.substring("level ".length()));
                } else if (!word.isEmpty()) {
                    entries.add(new Entry(level, existing(root.resolve("system").resolve(word + ".jar"))));
                }
            }
            return new Assembly(entries);
        } catch (IOException e) {
            throw StartRefused.badSetting("The platform's " + list + " cannot be read: " + e + "; install it again.");
        }
    }

    int highestLevel() {
        return entries.stream().mapToInt(Entry::level).max().orElse(1);
    }

    private static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw StartRefused.badSetting("The platform's " + file + " is missing; install it again.");
        }
        return file;
    }
}

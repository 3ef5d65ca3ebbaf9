package com.a64platform.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of kills in docs/kills.md held against the sources: each operation of the core has a row, each test that a row
 * names carries the JUnit tag {@code kill} and has the row's case in it. Not thread-safe.
 */
final class KillMatrix {
    private static final Pattern DEFINITION =
            Pattern.compile("(?s)class (\\w+)[^{]*\\bimplements\\b[^{]*\\bOperationDefinition\\b[^{]*\\{");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|([^|]+)\\|([^|]+)\\|([^|]+)\\|");
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w+)#([a-z]\\w+)");

    private final TaggedTests tests;
    private final TreeSet<String> missing = new TreeSet<>();
    private final TreeSet<String> definitions = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();

    /** @param root of the checkout, below which the sources lie */
    KillMatrix(Path root) throws IOException {
        tests = new TaggedTests(root, "kill");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(KillMatrix::isOurs).toList()) {
                Matcher definition = DEFINITION.matcher(Files.readString(file));
                if (definition.find()) {
                    definitions.add(definition.group(1));
                }
            }
        }
        missing.addAll(definitions);
    }

    /** What is wrong with the table, a sentence each. */
    List<String> faults(String document) {
        document.lines().filter(line -> line.startsWith("| `")).forEach(this::row);
        missing.forEach(type -> faults.add(type + " is an operation that no row says how it is killed"));
        return List.copyOf(faults);
    }

    private void row(String line) {
        Matcher row = ROW.matcher(line.strip());
        if (!row.matches()) {
            faults.add("The row has not four columns: " + line);
            return;
        }
        missing.remove(row.group(1));
        if (!definitions.contains(row.group(1))) {
            faults.add(row.group(1) + " is no operation");
        }
        Stream.of(3, 4)
                .forEach(column -> cell(row.group(2).strip(), row.group(column).strip()));
    }

    private void cell(String label, String cell) {
        Matcher test = TEST.matcher(cell);
        if (!test.matches()) {
            faults.add(cell + " is not written as Class#method");
            return;
        }
        tests.fault(test.group(1), test.group(2)).ifPresent(faults::add);
        boolean there = tests.source(test.group(1))
                .filter(source -> source.contains("\"" + label + "\""))
                .isPresent();
        if (!there) {
            faults.add(test.group(1) + " has not the case \"" + label + "\"");
        }
    }

    private static boolean isOurs(Path file) {
        return file.toString().contains("/core-bundle/src/main/java/")
                && file.toString().endsWith(".java");
    }
}

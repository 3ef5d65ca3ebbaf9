package com.a64platform.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The table of attacks in docs/attacks.md held against the tests' sources: every test it names exists once and carries the
 * JUnit tag {@code attack}, and every class with such tests stands in it. Not thread-safe.
 */
final class AttackTable {
    private static final Pattern ROW = Pattern.compile("\\|([^|]+)\\|([^|]+)\\|([^|]+)\\|");
    private static final Pattern TEST = Pattern.compile("[A-Z]\\w+#[a-z]\\w+");

    private final TaggedTests tests;
    private final List<String> faults = new ArrayList<>();

    /** @param root of the checkout, below which the tests' sources lie */
    AttackTable(Path root) throws IOException {
        tests = new TaggedTests(root, "attack");
        tests.twice().forEach(type -> faults.add(type + " exists twice"));
    }

    /** What is wrong with the table, a sentence each. */
    List<String> faults(String document) {
        document.lines()
                .filter(line -> line.startsWith("|"))
                .filter(line -> !line.startsWith("|---") && !line.startsWith("| attack |"))
                .forEach(this::row);
        tests.unnamed().forEach(type -> faults.add(type + " has tests of attacks and stands in no row"));
        return List.copyOf(faults);
    }

    private void row(String line) {
        var row = ROW.matcher(line.strip());
        if (!row.matches()) {
            faults.add("The row has not three columns: " + line);
            return;
        }
        for (String test : row.group(3).strip().split(", ")) {
            if (TEST.matcher(test).matches()) {
                tests.fault(test.substring(0, test.indexOf('#')), test.substring(test.indexOf('#') + 1))
                        .ifPresent(faults::add);
            } else {
                faults.add(test + " is not written as Class#method");
            }
        }
    }
}

package com.a64platform.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of attacks in docs/attacks.md held against the tests' sources: every test it names exists once and carries the
 * JUnit tag {@code attack}, and every class with such tests stands in it. Not thread-safe.
 */
final class AttackTable {
    private static final String TAG = "@Tag(\"attack\")";
    private static final Pattern ROW = Pattern.compile("\\|([^|]+)\\|([^|]+)\\|([^|]+)\\|");
    private static final Pattern TEST = Pattern.compile("[A-Z]\\w+#[a-z]\\w+");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^((?:@.*\\n)*)(?:public |final |abstract )*(?:class|interface) \\w+([^{]*)");

    private final Map<String, String> sources = new TreeMap<>();
    private final TreeSet<String> named = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();

    /** @param root of the checkout, below which the tests' sources lie */
    AttackTable(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(AttackTable::isTest).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (sources.put(name, Files.readString(file)) != null) {
                    faults.add(name + " exists twice");
                }
            }
        }
    }

    /** What is wrong with the table, a sentence each. */
    List<String> faults(String document) {
        document.lines()
                .filter(line -> line.startsWith("|"))
                .filter(line -> !line.startsWith("|---") && !line.startsWith("| attack |"))
                .forEach(this::row);
        sources.forEach((name, source) -> {
            if (source.contains(TAG) && !named.contains(name)) {
                faults.add(name + " has tests of attacks and stands in no row");
            }
        });
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
                test(test.substring(0, test.indexOf('#')), test.substring(test.indexOf('#') + 1));
            } else {
                faults.add(test + " is not written as Class#method");
            }
        }
    }

    private void test(String type, String method) {
        String source = sources.get(type);
        if (source == null) {
            faults.add(type + " does not exist");
            return;
        }
        var declared = TYPE.matcher(source);
        String head = declared.find() ? declared.group(2) : "";
        named.add(type);
        Stream<String> contracts = sources.keySet().stream()
                .filter(name ->
                        Pattern.compile("\\b" + name + "\\b").matcher(head).find());
        if (Stream.concat(Stream.of(type), contracts).peek(named::add).noneMatch(name -> tagged(name, method))) {
            faults.add(type + "#" + method + " does not exist or has not the tag attack");
        }
    }

    private boolean tagged(String type, String method) {
        String source = sources.get(type);
        var head = TYPE.matcher(source);
        boolean whole = head.find() && head.group(1).contains(TAG);
        var found = Pattern.compile(
                        "(?m)((?:^    @.*\\n(?:^     .*\\n|^    \\}\\)\\n)*)+)^    [^@\\n]* " + method + "\\(")
                .matcher(source);
        return found.find() && (whole || found.group(1).contains(TAG));
    }

    private static boolean isTest(Path file) {
        String path = file.toString();
        return path.contains("/src/test/java/") && path.matches(".*(Test|IT|Contract)\\.java");
    }
}

package com.a64platform.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of all tests, to look up those that carry a JUnit tag. Not thread-safe. */
final class TaggedTests {
    private static final Pattern TYPE =
            Pattern.compile("(?m)^((?:@.*\\n)*)(?:public |final |abstract )*(?:class|interface) \\w+([^{]*)");

    private final String name;
    private final String tag;
    private final Map<String, String> sources = new TreeMap<>();
    private final TreeSet<String> twice = new TreeSet<>();
    private final TreeSet<String> named = new TreeSet<>();

    /** @param root of the checkout, below which the tests' sources lie */
    TaggedTests(Path root, String name) throws IOException {
        this.name = name;
        this.tag = "@Tag(\"" + name + "\")";
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(TaggedTests::isTest).toList()) {
                String type = file.getFileName().toString().replace(".java", "");
                if (sources.put(type, Files.readString(file)) != null) {
                    twice.add(type);
                }
            }
        }
    }

    /** Classes whose name is not only theirs. */
    Stream<String> twice() {
        return twice.stream();
    }

    /** Classes with tests of the tag that nobody has asked for. */
    Stream<String> unnamed() {
        return sources.keySet().stream().filter(type -> sources.get(type).contains(tag) && !named.contains(type));
    }

    /** @return the source of the class; empty when there is none */
    Optional<String> source(String type) {
        return Optional.ofNullable(sources.get(type));
    }

    /** What is wrong with a test that is named, its own or one of a contract; empty when it is there and has the tag. */
    Optional<String> fault(String type, String method) {
        String source = sources.get(type);
        if (source == null) {
            return Optional.of(type + " does not exist");
        }
        var declared = TYPE.matcher(source);
        String head = declared.find() ? declared.group(2) : "";
        Stream<String> contracts = sources.keySet().stream()
                .filter(other ->
                        Pattern.compile("\\b" + other + "\\b").matcher(head).find());
        return Stream.concat(Stream.of(type), contracts).peek(named::add).noneMatch(each -> tagged(each, method))
                ? Optional.of(type + "#" + method + " does not exist or has not the tag " + name)
                : Optional.empty();
    }

    private boolean tagged(String type, String method) {
        String source = sources.get(type);
        var head = TYPE.matcher(source);
        boolean whole = head.find() && head.group(1).contains(tag);
        var found = Pattern.compile(
                        "(?m)((?:^    @.*\\n(?:^     .*\\n|^    \\}\\)\\n)*)+)^    [^@\\n]* " + method + "\\(")
                .matcher(source);
        return found.find() && (whole || found.group(1).contains(tag));
    }

    private static boolean isTest(Path file) {
        String path = file.toString();
        return path.contains("/src/test/java/") && path.matches(".*(Test|IT|Contract)\\.java");
    }
}

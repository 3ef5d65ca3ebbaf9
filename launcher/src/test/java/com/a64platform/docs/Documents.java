package com.a64platform.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds the documents of a source folder against the folder. A path in back quotes whose first part is a name at the top
 * of the folder has to exist, as has the target of every relative link. A listing behind a comment {@code file: PATH} has
 * to be that file, one behind {@code part: PATH} a part of it; white space at the start of lines does not count.
 */
final class Documents {
    private static final Pattern LISTING =
            Pattern.compile("<!-- (file|part): (\\S+) -->\\n```[a-z]*\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern FENCE = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern QUOTED = Pattern.compile("`([\\w.-]+(?:/[\\w.@-]+)*/?)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    /** Made by a build or a run, or kept by the version control itself. */
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", "home", ".a64");

    private final Path root;

    Documents(Path root) {
        this.root = root;
    }

    /** Every document, the ones in folders that are made left out. */
    List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Collections.disjoint(NOT_SOURCES, names(root.relativize(file))))
                    .sorted()
                    .toList();
        }
    }

    /** What is wrong in a document, a sentence each. */
    List<String> faults(Path document) throws IOException {
        String text = Files.readString(document);
        List<String> faults = new ArrayList<>();
        Matcher listing = LISTING.matcher(text);
        while (listing.find()) {
            listing(listing.group(1), listing.group(2), listing.group(3)).forEach(faults::add);
        }
        String prose = FENCE.matcher(text).replaceAll("");
        Matcher quoted = QUOTED.matcher(prose);
        while (quoted.find()) {
            quoted(quoted.group(1)).forEach(faults::add);
        }
        Matcher link = LINK.matcher(prose);
        while (link.find()) {
            link(document, link.group(1)).forEach(faults::add);
        }
        return faults.stream()
                .map(fault -> root.relativize(document) + " " + fault)
                .toList();
    }

    private Stream<String> listing(String kind, String path, String listed) throws IOException {
        Path file = root.resolve(path);
        if (!Files.isRegularFile(file)) {
            return Stream.of("lists " + path + ", which does not exist");
        }
        List<String> wanted = lines(listed);
        List<String> found = lines(Files.readString(file));
        boolean fits = kind.equals("file") ? found.equals(wanted) : Collections.indexOfSubList(found, wanted) >= 0;
        return fits ? Stream.empty() : Stream.of("lists " + path + " otherwise than it is");
    }

    private Stream<String> quoted(String path) {
        Path named = Path.of(path);
        boolean ours = Files.exists(root.resolve(named.getName(0))) && named.getNameCount() > 1;
        boolean made = !Collections.disjoint(NOT_SOURCES, names(named))
                || named.startsWith("deploy")
                || named.startsWith("bench");
        return ours && !made && !Files.exists(root.resolve(named))
                ? Stream.of("names " + path + ", which does not exist")
                : Stream.empty();
    }

    private Stream<String> link(Path document, String target) {
        return target.contains(":") || Files.exists(document.resolveSibling(target))
                ? Stream.empty()
                : Stream.of("links to " + target + ", which does not exist");
    }

    private static List<String> lines(String text) {
        return text.strip().lines().map(String::strip).toList();
    }

    private static List<String> names(Path path) {
        List<String> names = new ArrayList<>();
        path.forEach(name -> names.add(name.toString()));
        return names;
    }
}

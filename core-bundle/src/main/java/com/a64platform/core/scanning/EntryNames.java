package com.a64platform.core.scanning;

import com.a64platform.core.problem.Brief;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the entries of one archive may be called. */
final class EntryNames {
    private static final Pattern VERSIONED = Pattern.compile("^META-INF/versions/[^/]*/");
    private static final List<String> PLATFORM = List.of("java/", "com/a64platform/core/");

    private final Set<String> files = new HashSet<>();
    private final Set<String> folders = new HashSet<>();

    /** Folders that have an entry of their own. */
    private final Set<String> listed = new HashSet<>();

    private final boolean nested;

    /** @param nested whether this archive is a library inside the bundle: the framework reads no manifest there */
    EntryNames(boolean nested) {
        this.nested = nested;
    }

    /** Checks one name, and against all that were checked before it. */
    void check(String name) throws Refusal {
        form(name);
        collision(name);
        String plain = VERSIONED.matcher(name).replaceFirst("");
        if (!nested && !plain.equals(name) && plain.equalsIgnoreCase("OSGI-INF/MANIFEST.MF")) {
            throw new Refusal("it has a second manifest, " + printable(name) + "; keep the main one only");
        }
        if (PLATFORM.stream().anyMatch(plain::startsWith) && plain.endsWith(".class")) {
            throw new Refusal("it carries " + printable(name) + ", which belongs to the platform; leave it out");
        }
    }

    private static void form(String name) throws Refusal {
        if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ' || c == 0x7F || c == '\\' || c == 0xFFFD)) {
            throw unsafe(name, "has a backslash, a control character or no name");
        }
        if (name.startsWith("/") || name.matches("^[A-Za-z]:.*")) {
            throw unsafe(name, "is absolute");
        }
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw unsafe(name, "leads out of its folder");
            }
        }
    }

    private void collision(String name) throws Refusal {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        boolean folder = folded.endsWith("/");
        String path = folder ? folded.substring(0, folded.length() - 1) : folded;
        boolean free = folder ? listed.add(path) && !files.contains(path) : !folders.contains(path) && files.add(path);
        if (!free) {
            throw new Refusal("it has two entries " + printable(name) + ", apart from upper and lower case; keep one");
        }
        int parent = folder ? path.length() : path.lastIndexOf('/');
        for (; parent > 0; parent = path.lastIndexOf('/', parent - 1)) {
            String above = path.substring(0, parent);
            if (files.contains(above)) {
                throw new Refusal("its entry " + printable(above) + " is a file and a folder; keep one");
            }
            folders.add(above);
        }
    }

    private static Refusal unsafe(String name, String why) {
        return new Refusal("its entry " + printable(name) + " " + why + "; build it with plain relative names");
    }

    /** A name as a message may show it: short, and in printable ASCII only. */
    static String printable(String name) {
        String ascii = name.replaceAll("[^ -~]", "?");
        return Brief.of(ascii, 120);
    }
}

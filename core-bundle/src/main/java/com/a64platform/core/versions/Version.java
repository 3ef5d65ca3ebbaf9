package com.a64platform.core.versions;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A version as SemVer 2.0.0 defines it, without build metadata: two artifacts that differ in it only would count as one.
 * Ordered by precedence (section 11), which for versions without build metadata agrees with {@code equals}. Immutable.
 *
 * @param preRelease its dot-separated identifiers; empty for a release
 */
public record Version(long major, long minor, long patch, List<String> preRelease) implements Comparable<Version> {
    private static final String NUMBER = "(0|[1-9][0-9]{0,14})";
    private static final String IDENTIFIER = "(?:0|[1-9][0-9]{0,14}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    static final String PRE_RELEASE = IDENTIFIER + "(?:\\." + IDENTIFIER + ")*";
    private static final Pattern FORM =
            Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + PRE_RELEASE + "))?");
    private static final int LONGEST = 100;

    public Version {
        preRelease = List.copyOf(preRelease);
    }

    /** @throws IllegalArgumentException when it is no SemVer version or has build metadata; the message says what to do */
    public static Version parse(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "is not a SemVer version; write it like 1.4.0 or 2.0.0-rc.1, without build metadata"));
    }

    /** The version, or empty when the text is none. */
    public static Optional<Version> find(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > LONGEST || !form.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Version(
                Long.parseLong(form.group(1)),
                Long.parseLong(form.group(2)),
                Long.parseLong(form.group(3)),
                form.group(4) == null ? List.of() : List.of(form.group(4).split("\\."))));
    }

    static Version release(long major, long minor, long patch) {
        return new Version(major, minor, patch, List.of());
    }

    /** The lowest of all versions with these numbers. */
    static Version before(long major, long minor, long patch) {
        return new Version(major, minor, patch, List.of("0"));
    }

    /** Whether both have the same three numbers. */
    boolean sameNumbers(Version other) {
        return major == other.major && minor == other.minor && patch == other.patch;
    }

    @Override
    public int compareTo(Version other) {
        int numbers = Long.compare(major, other.major);
        numbers = numbers != 0 ? numbers : Long.compare(minor, other.minor);
        numbers = numbers != 0 ? numbers : Long.compare(patch, other.patch);
        return numbers != 0 ? numbers : comparePreRelease(other);
    }

    private int comparePreRelease(Version other) {
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            int identifiers = compareIdentifiers(preRelease.get(i), other.preRelease.get(i));
            if (identifiers != 0) {
                return identifiers;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private static int compareIdentifiers(String one, String two) {
        boolean oneNumeric = one.chars().allMatch(Character::isDigit);
        boolean twoNumeric = two.chars().allMatch(Character::isDigit);
        if (oneNumeric && twoNumeric) {
            return Long.compare(Long.parseLong(one), Long.parseLong(two));
        }
        return oneNumeric == twoNumeric ? one.compareTo(two) : Boolean.compare(twoNumeric, oneNumeric);
    }

    @Override
    public String toString() {
        String numbers = major + "." + minor + "." + patch;
        return preRelease.isEmpty() ? numbers : numbers + preRelease.stream().collect(Collectors.joining(".", "-", ""));
    }
}

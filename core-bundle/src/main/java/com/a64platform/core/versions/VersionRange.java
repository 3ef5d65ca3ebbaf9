package com.a64platform.core.versions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range in npm's syntax: comparators, {@code ^}, {@code ~}, x-ranges, hyphen ranges and {@code ||}. A pre-release is
 * in a range only when a comparator of the same alternative names a pre-release of the same three numbers. Immutable.
 */
public final class VersionRange {
    private static final int LONGEST = 200;
    private static final Pattern HYPHEN = Pattern.compile("(\\S+)\\s+-\\s+(\\S+)");
    private static final Pattern SPACE_AFTER_OPERATOR = Pattern.compile("(>=|<=|>|<|=|\\^|~)\\s+");
    private static final Pattern COMPARATOR = Pattern.compile("(>=|<=|>|<|=|\\^|~)?(.+)");

    private final String text;
    private final List<List<Comparator>> alternatives;

    private VersionRange(String text, List<List<Comparator>> alternatives) {
        this.text = text;
        this.alternatives = alternatives;
    }

    /** @throws IllegalArgumentException when it is no range; the message says what to do */
    public static VersionRange parse(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "is not a range in npm syntax; write it like ^1.2.0 or >=1.0.0 <3.0.0"));
    }

    /** The range, or empty when the text is none. */
    public static Optional<VersionRange> find(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            List<List<Comparator>> alternatives = new ArrayList<>();
            for (String alternative : text.split("\\|\\|", -1)) {
                alternatives.add(alternative(alternative.strip()));
            }
            return Optional.of(new VersionRange(text, List.copyOf(alternatives)));
        } catch (NotARange e) {
            return Optional.empty();
        }
    }

    public boolean contains(Version version) {
        return alternatives.stream().anyMatch(comparators -> satisfies(comparators, version));
    }

    private static boolean satisfies(List<Comparator> comparators, Version version) {
        return comparators.stream().allMatch(comparator -> comparator.test(version))
                && (version.preRelease().isEmpty()
                        || comparators.stream().anyMatch(comparator -> comparator.namesPreReleaseOf(version)));
    }

    private static List<Comparator> alternative(String text) throws NotARange {
        Matcher hyphen = HYPHEN.matcher(text);
        if (hyphen.matches()) {
            List<Comparator> both =
                    new ArrayList<>(Partial.parse(hyphen.group(1)).atLeast());
            both.addAll(Partial.parse(hyphen.group(2)).atMost());
            return both;
        }
        List<Comparator> comparators = new ArrayList<>();
        for (String part : SPACE_AFTER_OPERATOR.matcher(text).replaceAll("$1").split("\\s+")) {
            comparators.addAll(comparator(part));
        }
        return comparators;
    }

    private static List<Comparator> comparator(String part) throws NotARange {
        Matcher form = COMPARATOR.matcher(part.isEmpty() ? "*" : part);
        if (!form.matches()) {
            throw new NotARange();
        }
        Partial version = Partial.parse(form.group(2));
        switch (form.group(1) == null ? "=" : form.group(1)) {
            case "^":
                return version.caret();
            case "~":
                return version.tilde();
            case ">":
                return version.above();
            case ">=":
                return version.atLeast();
            case "<":
                return version.below();
            case "<=":
                return version.atMost();
            default:
                return version.exactly();
        }
    }

    /** The text that was parsed. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionRange && text.equals(((VersionRange) other).text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}

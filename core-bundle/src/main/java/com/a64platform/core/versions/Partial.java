package com.a64platform.core.versions;

import com.a64platform.core.versions.Comparator.Side;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of which the last numbers may be missing or {@code x}, and what each operator makes of it, as node-semver
 * does.
 *
 * @param known how many of the three numbers are given; those that are not count as 0
 */
record Partial(int known, Version from) {
    private static final String NUMBER = "(0|[1-9][0-9]{0,14}|[xX*])";
    private static final Pattern FORM = Pattern.compile(
            "[v=]?" + NUMBER + "(?:\\." + NUMBER + "(?:\\." + NUMBER + "(?:-(" + Version.PRE_RELEASE + "))?)?)?");

    static Partial parse(String text) throws NotARange {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new NotARange();
        }
        int known = 0;
        long[] numbers = new long[3];
        while (known < 3
                && form.group(known + 1) != null
                && Character.isDigit(form.group(known + 1).charAt(0))) {
            numbers[known] = Long.parseLong(form.group(known + 1));
            known++;
        }
        String pre = form.group(4);
        return new Partial(
                known,
                new Version(
                        numbers[0],
                        numbers[1],
                        numbers[2],
                        pre == null || known < 3 ? List.of() : List.of(pre.split("\\."))));
    }

    List<Comparator> exactly() {
        return known == 3 ? List.of(new Comparator(Side.EQUAL, from)) : between(end(known));
    }

    List<Comparator> atLeast() {
        return List.of(new Comparator(Side.AT_LEAST, from));
    }

    List<Comparator> above() {
        if (known == 3) {
            return List.of(new Comparator(Side.ABOVE, from));
        }
        if (known == 0) {
            return Comparator.NOTHING;
        }
        Version end = end(known);
        return List.of(new Comparator(Side.AT_LEAST, Version.release(end.major(), end.minor(), end.patch())));
    }

    List<Comparator> below() {
        if (known == 3) {
            return List.of(new Comparator(Side.BELOW, from));
        }
        return List.of(new Comparator(Side.BELOW, Version.before(from.major(), from.minor(), 0)));
    }

    List<Comparator> atMost() {
        if (known == 3) {
            return List.of(new Comparator(Side.AT_MOST, from));
        }
        return known == 0 ? atLeast() : List.of(new Comparator(Side.BELOW, end(known)));
    }

    /** The last given number may change. */
    List<Comparator> tilde() {
        return between(end(Math.min(known, 2)));
    }

    /** All may change behind the first number that is not zero. */
    List<Comparator> caret() {
        int fixed = from.major() > 0 ? 1 : from.minor() > 0 ? 2 : 3;
        return between(end(Math.min(known, fixed)));
    }

    private List<Comparator> between(Version end) {
        return known == 0 ? atLeast() : List.of(new Comparator(Side.AT_LEAST, from), new Comparator(Side.BELOW, end));
    }

    /** What comes behind all versions that share the first numbers. */
    private Version end(int numbers) {
        switch (numbers) {
            case 0:
            case 1:
                return Version.before(from.major() + 1, 0, 0);
            case 2:
                return Version.before(from.major(), from.minor() + 1, 0);
            default:
                return Version.before(from.major(), from.minor(), from.patch() + 1);
        }
    }
}

package com.a64platform.core.dropin;

import java.util.Comparator;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * The order in which files are judged: by name, but numbers by what they count, so that of two versions of a module that come
 * at once the newer is the last, and the one that stays.
 */
final class OldestFirst implements Comparator<String> {
    static Collector<String, ?, TreeSet<String>> toSet() {
        return Collectors.toCollection(() -> new TreeSet<>(new OldestFirst()));
    }

    @Override
    public int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int endOfOne = end(one, i);
            int endOfOther = end(other, j);
            int difference = comparePart(one.substring(i, endOfOne), other.substring(j, endOfOther));
            if (difference != 0) {
                return difference;
            }
            i = endOfOne;
            j = endOfOther;
        }
        return one.length() - i != other.length() - j
                ? Integer.compare(one.length() - i, other.length() - j)
                : one.compareTo(other);
    }

    /** Of a number all its digits, else one character. */
    private static int end(String name, int from) {
        int end = from + 1;
        while (isDigit(name.charAt(from)) && end < name.length() && isDigit(name.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int comparePart(String one, String other) {
        if (!isDigit(one.charAt(0)) || !isDigit(other.charAt(0))) {
            return one.compareTo(other);
        }
        var number = one.replaceFirst("^0+", "");
        var otherNumber = other.replaceFirst("^0+", "");
        return number.length() != otherNumber.length()
                ? Integer.compare(number.length(), otherNumber.length())
                : number.compareTo(otherNumber);
    }

    private static boolean isDigit(char one) {
        return one >= '0' && one <= '9';
    }
}

package com.a64platform.core.dropin;

import java.util.Comparator;

/**
 * The order in which files are judged: by name, but numbers by what they count, so that of two versions of a module that come
 * at once the newer is the last, and the one that stays.
 */
final class OldestFirst implements Comparator<String> {
    @Override
    public int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            boolean numbers = isDigit(one, i) && isDigit(other, j);
            int difference = numbers ? compareNumbers(one, i, other, j) : one.charAt(i) - other.charAt(j);
            if (difference != 0) {
                return difference;
            }
            i = numbers ? end(one, i) : i + 1;
            j = numbers ? end(other, j) : j + 1;
        }
        return one.length() - i != other.length() - j
                ? Integer.compare(one.length() - i, other.length() - j)
                : one.compareTo(other);
    }

    /** Of any length, and zeros before it count nothing. */
    private static int compareNumbers(String one, int i, String other, int j) {
        int start = afterZeros(one, i);
        int length = end(one, start) - start;
        int otherStart = afterZeros(other, j);
        int otherLength = end(other, otherStart) - otherStart;
        int difference = length - otherLength;
        for (int k = 0; difference == 0 && k < length; k++) {
            difference = one.charAt(start + k) - other.charAt(otherStart + k);
        }
        return difference;
    }

    private static int afterZeros(String name, int from) {
        int start = from;
        while (start < name.length() && name.charAt(start) == '0') {
            start++;
        }
        return start;
    }

    private static int end(String name, int from) {
        int end = from;
        while (end < name.length() && isDigit(name, end)) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(String name, int at) {
        return name.charAt(at) >= '0' && name.charAt(at) <= '9';
    }
}

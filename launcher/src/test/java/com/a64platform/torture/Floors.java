package com.a64platform.torture;

import java.util.Arrays;

/** The lowest admitted versions, as {@code GENERATION MAJOR.MINOR.PATCH}: a later generation stands above any earlier one. */
final class Floors {
    private Floors() {}

    static boolean lower(String one, String other) {
        return Arrays.compare(numbers(one), numbers(other)) < 0;
    }

    static String version(String floor) {
        return floor.substring(floor.indexOf(' ') + 1);
    }

    private static int[] numbers(String floor) {
        return Arrays.stream(floor.split("[ .]")).mapToInt(Integer::parseInt).toArray();
    }
}

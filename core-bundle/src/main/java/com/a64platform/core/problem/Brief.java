package com.a64platform.core.problem;

/**
 * Words with an end. What a module throws or says is as long as the module likes, and what is told of it is written down
 * with the operation: a document of the store has at most 16 MB.
 */
public final class Brief {
    /** Characters of anything that is told to people. */
    private static final int MOST = 4_000;

    private Brief() {}

    public static String of(String text) {
        return of(text, MOST);
    }

    /** @param most how many characters may stay */
    public static String of(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}

package com.a64platform.core.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the person who watches is told. Used by one thread. */
final class Story {
    private final PrintStream out;
    private final Map<String, String> measured = new LinkedHashMap<>();
    private int held;

    Story(PrintStream out) {
        this.out = out;
    }

    void chapter(int number, String title) {
        out.printf("%n%d  %s%n", number, title);
    }

    void say(String sentence) {
        out.println("   " + sentence);
    }

    /** A command as a person would type it. */
    void command(String line) {
        out.println("   $ " + line);
    }

    /** Something that was checked and is so. */
    void held(String sentence) {
        held++;
        out.println("   ok  " + sentence);
    }

    /** A number for the summary. */
    void measured(String what, String value) {
        measured.put(what, value);
    }

    void summary(Duration whole) {
        out.printf("%nAll %d checks held, in %s.%n", held, seconds(whole));
        measured.forEach((what, value) -> out.printf("   %-32s %s%n", what, value));
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
    }

    static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }
}

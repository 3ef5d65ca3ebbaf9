package com.a64platform.core.rest;

import com.a64platform.core.problem.Faults;
import java.util.OptionalInt;

/** Which page of a list is asked for. */
public record PageRequest(int page, int perPage) {
    private static final int DEFAULT_SIZE = 20;
    private static final int MAX_SIZE = 200;
    private static final int MAX_PAGE = 1_000_000;

    /**
     * Reads the query parameters; a null or empty one means its default. A resource takes them as text, because JAX-RS
     * answers 404 for a number it cannot read.
     */
    public static PageRequest of(String page, String perPage) {
        var number = number(page, 1, MAX_PAGE);
        var size = number(perPage, DEFAULT_SIZE, MAX_SIZE);
        new Faults()
                .check(number.isPresent(), "/page", "is a whole number from 1 to " + MAX_PAGE)
                .check(size.isPresent(), "/perPage", "is a whole number from 1 to " + MAX_SIZE)
                .raise();
        return new PageRequest(number.getAsInt(), size.getAsInt());
    }

    /** How many come before this page. */
    public int skip() {
        return (page - 1) * perPage;
    }

    private static OptionalInt number(String text, int fallback, int max) {
        if (text == null || text.isEmpty()) {
            return OptionalInt.of(fallback);
        }
        if (!text.matches("[0-9]{1,9}")) {
            return OptionalInt.empty();
        }
        int value = Integer.parseInt(text);
        return value >= 1 && value <= max ? OptionalInt.of(value) : OptionalInt.empty();
    }
}

package com.a64platform.farm;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which JSON values a field takes, and as what they are kept. Immutable. */
record Rule(String advice, Function<Object, Optional<Object>> reader) {
    /** What is kept for a JSON value; empty when the value is not acceptable. {@link #advice} then says what is. */
    Optional<Object> read(Object json) {
        return reader.apply(json);
    }

    /** One line of text, in Unicode's composed form and without white space around it. */
    static Rule line(int min, int max) {
        return new Rule("Give one line of text, " + min + " to " + max + " characters long.", json -> text(json, max)
                .filter(text -> text.length() >= min)
                .filter(text -> text.chars().noneMatch(Character::isISOControl))
                .map(Object.class::cast));
    }

    /** Text of several lines. */
    static Rule prose(int max) {
        return new Rule(
                "Give text, at most " + max + " characters long, without control characters but line ends.",
                json -> text(json, max)
                        .filter(text -> text.chars().noneMatch(Rule::isForbiddenInProse))
                        .map(Object.class::cast));
    }

    /** A number in a range, both ends included. */
    static Rule number(double min, double max) {
        return new Rule("Give a number from " + plain(min) + " to " + plain(max) + ".", json -> Optional.of(json)
                .filter(Number.class::isInstance)
                .map(value -> ((Number) value).doubleValue())
                .filter(value -> value >= min && value <= max)
                .map(Object.class::cast));
    }

    /** One of a few words. */
    static Rule choice(List<String> words) {
        return new Rule("Give one of " + String.join(", ", words) + ".", json -> Optional.of(json)
                .filter(words::contains));
    }

    /** A day, kept as it is written; an empty text means none. */
    static Rule day() {
        return new Rule("Give a day such as 2026-03-31.", json -> Optional.of(json)
                .filter(value -> value instanceof String text && (text.isEmpty() || isDay(text))));
    }

    private static Optional<String> text(Object json, int max) {
        return Optional.of(json)
                .filter(String.class::isInstance)
                .map(value -> Normalizer.normalize((String) value, Normalizer.Form.NFC)
                        .strip())
                .filter(text -> text.codePointCount(0, text.length()) <= max);
    }

    private static boolean isForbiddenInProse(int character) {
        return Character.isISOControl(character) && character != '\n' && character != '\r' && character != '\t';
    }

    private static boolean isDay(String text) {
        try {
            return LocalDate.parse(text).toString().equals(text);
        } catch (DateTimeException notADay) {
            return false;
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}

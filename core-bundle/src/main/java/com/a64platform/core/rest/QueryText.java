package com.a64platform.core.rest;

import com.a64platform.core.problem.Faults;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads query parameters of lists; a null or empty one was left out. */
public final class QueryText {
    private QueryText() {}

    public static Optional<String> text(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    /** @param faults is told of a time that is none; the result is empty then */
    public static Optional<Instant> time(String pointer, String value, Faults faults) {
        try {
            return text(value).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeParseException e) {
            faults.check(false, pointer, "is a time such as 2026-01-31T00:00:00Z");
            return Optional.empty();
        }
    }
}

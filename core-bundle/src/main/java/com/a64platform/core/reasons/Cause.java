package com.a64platform.core.reasons;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One reason why a module is as it is.
 *
 * @param code names the kind of cause, such as {@code package-missing}; never renamed
 * @param stops whether requests do not reach the module because of it; otherwise it is only to be known
 * @param observed what was found, one sentence
 * @param since when it began, as far as anything tells
 * @param evidence where to see it: names such as {@code operation}, {@code file} or {@code thread}, with their values
 * @param advice what to do, one sentence with the command or call
 */
public record Cause(
        String code,
        boolean stops,
        String observed,
        Optional<Instant> since,
        Map<String, String> evidence,
        String advice) {
    public Cause {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** One for which requests do not reach the module. */
    static Cause stopping(String code, String observed, String advice) {
        return new Cause(code, true, observed, Optional.empty(), Map.of(), advice);
    }

    /** One to be known. */
    static Cause noting(String code, String observed, String advice) {
        return new Cause(code, false, observed, Optional.empty(), Map.of(), advice);
    }

    Cause since(Instant begin) {
        return new Cause(code, stops, observed, Optional.of(begin), evidence, advice);
    }

    /** An empty value is no evidence. */
    Cause with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(evidence);
        if (!value.isEmpty()) {
            more.put(name, value);
        }
        return new Cause(code, stops, observed, since, more, advice);
    }

    /** The same for a module that serves all the same. */
    Cause ifStops(boolean really) {
        return new Cause(code, really, observed, since, evidence, advice);
    }
}

package com.a64platform.core.licenseserver;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** What happened, one line each: no code, no license, no token. Thread-safe. */
final class ServerLog {
    private final PrintWriter out;
    private final Clock clock;

    ServerLog(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** @param facts names and values by turns */
    void line(String event, String... facts) {
        var line = new StringBuilder(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + event);
        for (int i = 0; i < facts.length; i += 2) {
            line.append(' ').append(facts[i]).append('=').append(facts[i + 1].replaceAll("[^\\x21-\\x7e]", "_"));
        }
        out.println(line);
    }
}

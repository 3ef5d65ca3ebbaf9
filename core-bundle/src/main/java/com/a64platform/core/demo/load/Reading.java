package com.a64platform.core.demo.load;

import java.util.regex.Pattern;

/**
 * One request of the load and what became of it; times are of {@link System#nanoTime}.
 *
 * @param due when it was to be sent
 * @param version of the module that answered, where the answer says it; else empty
 * @param failure empty when the answer was 200
 */
public record Reading(long due, long sent, long answered, String version, String failure) {
    private static final Pattern VERSION = Pattern.compile("\"version\":\"([^\"]+)\"");

    static Reading of(long due, long sent, Connection.Reply reply) {
        var version = VERSION.matcher(reply.body());
        return new Reading(
                due,
                sent,
                System.nanoTime(),
                version.find() ? version.group(1) : "",
                reply.status() == 200 ? "" : reply.status() + " " + reply.body());
    }

    static Reading failed(long due, long sent, String failure) {
        return new Reading(due, sent, System.nanoTime(), "", failure);
    }

    long latencyNanos() {
        return answered - due;
    }
}

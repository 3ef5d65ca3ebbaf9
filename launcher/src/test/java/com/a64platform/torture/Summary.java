package com.a64platform.torture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of it.
 *
 * @param killed how often it was done
 * @param wall how long it took
 * @param slowest how long the node took at most, from the start of its process until all of it agreed
 * @param acknowledged documents that had to be there at the end
 * @param refused how often an act was refused, by its kind
 */
record Summary(
        Options options,
        int killed,
        Duration wall,
        Duration slowest,
        int acknowledged,
        Map<String, Integer> refused,
        Tally tally,
        List<String> violations) {

    /** Whether it came to its end in time. */
    boolean complete() {
        return killed == options.kills();
    }

    String text() {
        return tally.table() + "\n" + killed + " of " + options.kills() + " kills in " + wall.toSeconds() + " s, seed "
                + options.seed() + "; " + violations.size() + " violations; " + acknowledged
                + " documents acknowledged; at most " + slowest.toMillis()
                + " ms from the start of the process until all of it agreed; refused: " + refused;
    }

    String json() throws JsonProcessingException {
        return new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(Map.of(
                        "seed", options.seed(),
                        "asked", options.kills(),
                        "killed", killed,
                        "wallMillis", wall.toMillis(),
                        "slowestMillis", slowest.toMillis(),
                        "acknowledged", acknowledged,
                        "refused", refused,
                        "kills", tally.counts(),
                        "violations", violations));
    }
}

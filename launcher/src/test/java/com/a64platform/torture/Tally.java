package com.a64platform.torture;

import com.a64platform.torture.Evidence.Journaled;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often an operation was killed in a step, and what came of it. */
final class Tally {
    static final String FINISHED = "finished before";
    static final String RESUMED = "resumed";
    static final String UNDONE = "undone";
    static final String NOT_BEGUN = "not begun";
    static final List<String> OUTCOMES = List.of(UNDONE, RESUMED, FINISHED, NOT_BEGUN);

    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();

    /** An operation that the journal of the dead node has. */
    void add(Journaled dead, Journaled ended) {
        if (dead.ended()) {
            add(dead.kind() + ", at its end", FINISHED);
        } else {
            String step = dead.step().isEmpty() ? "before its first step" : "in " + dead.step();
            add(dead.kind() + ", " + step, ended.state().equals("SUCCEEDED") ? RESUMED : UNDONE);
        }
    }

    /** An act of which the journal of the dead node has nothing; some, such as setting a value, never stand in it. */
    void unjournaled(String verb, boolean done) {
        add(verb + (done ? ", at its end" : ", before the journal"), done ? FINISHED : NOT_BEGUN);
    }

    private void add(String place, String outcome) {
        counts.computeIfAbsent(place, any -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
    }

    Map<String, Map<String, Integer>> counts() {
        return counts;
    }

    String table() {
        StringBuilder table =
                new StringBuilder("| killed | " + String.join(" | ", OUTCOMES) + " |\n|---|---|---|---|---|\n");
        counts.forEach((place, outcomes) -> table.append("| ")
                .append(place)
                .append(" | ")
                .append(OUTCOMES.stream()
                        .map(outcome -> outcomes.containsKey(outcome) ? "" + outcomes.get(outcome) : "")
                        .collect(Collectors.joining(" | ")))
                .append(" |\n"));
        return table.toString();
    }
}

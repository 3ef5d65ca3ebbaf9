package com.a64platform.core.resolution;

import java.util.List;

/** The answer to a question. */
public sealed interface Resolution {
    /** @param order what comes or changes, in an order in which it can come one after the other */
    record Chosen(List<Candidate> order) implements Resolution {
        public Chosen {
            order = List.copyOf(order);
        }
    }

    /** @param sentence who needs what, why that does not go together, and what to do */
    record Conflict(String sentence) implements Resolution {}
}

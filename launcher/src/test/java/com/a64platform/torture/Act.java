package com.a64platform.torture;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Something that somebody does with modules.
 *
 * @param verb what it is called in the report
 * @param after how what it changes stands when it is done
 * @param farms the documents of {@link Goods#FARMS} when it is done, if it changes them
 * @param work does it, and returns when it has been answered
 */
record Act(String verb, Map<String, Standing> after, Optional<Map<String, Double>> farms, Work work) {
    Act(String verb, Map<String, Standing> after, Work work) {
        this(verb, after, Optional.empty(), work);
    }

    /** Does it. */
    interface Work {
        /** @throws IOException when the node is gone before it has answered */
        Reply run() throws IOException;
    }

    /** What came of it, as far as was said. */
    enum Said {
        /** It is done. */
        DONE,
        /** Nothing was changed. */
        REFUSED,
        /** Nobody knows. */
        NOTHING
    }

    /** @param why a refusal's kind */
    record Reply(Said said, String why) {
        static final Reply DONE = new Reply(Said.DONE, "");
        static final Reply NOTHING = new Reply(Said.NOTHING, "");

        static Reply of(Client.Answer answer) {
            if (answer.status() == 202 || answer.status() >= 500) {
                return NOTHING;
            }
            return answer.good() ? DONE : new Reply(Said.REFUSED, answer.kind());
        }
    }
}

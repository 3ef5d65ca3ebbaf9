package com.a64platform.core.audit;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Writes down who did what. Thread-safe. An entry is durable when the call returns; a failure to write fails the call,
 * so that nothing auditable happens unseen.
 */
public interface Audit {
    /**
     * @param actor who, with address and user agent; {@link Actor#SYSTEM} for the platform itself
     * @param action dotted, such as {@code module.install}
     * @param module the module's name, or empty
     * @param status {@code success}, {@code refused} or {@code failure}
     * @param details more, without secrets; the key {@code error} becomes the entry's error message
     */
    void record(Actor actor, String action, String module, String status, Map<String, String> details);

    /** Who acts. Absent values are empty strings. */
    record Actor(String userId, String userEmail, String ipAddress, String userAgent) {
        public static final Actor SYSTEM = new Actor("system", "", "", "");

        private static final String EMAIL = "actor.email";
        private static final String ADDRESS = "actor.address";
        private static final String AGENT = "actor.agent";

        /** What a long task keeps to know later who asked for it, but for the user's id. */
        public Map<String, String> kept() {
            return Map.of(EMAIL, userEmail, ADDRESS, ipAddress, AGENT, userAgent);
        }

        /**
         * Who asked for it.
         *
         * @param kept by name, what {@link #kept} said; empty for what is not there
         */
        public static Actor of(String userId, UnaryOperator<String> kept) {
            return new Actor(userId, kept.apply(EMAIL), kept.apply(ADDRESS), kept.apply(AGENT));
        }
    }
}

package com.a64platform.api;

import java.util.Objects;

/**
 * Tells whether the module can do its work. A module registers at most one as a service; the platform asks it before a
 * new revision takes over and regularly after that. Called from any thread, one call at a time, and given five seconds.
 * It belongs to no tenant and sees no data; the store's health is the platform's own care.
 */
@FunctionalInterface
public interface HealthProbe {
    /**
     * Looks at what the module needs and says how it is. An exception counts as unhealthy with its message.
     *
     * @return the finding, never null
     */
    Health check();

    /**
     * A finding.
     *
     * @param healthy whether the module can serve
     * @param detail one sentence for an operator; empty when there is nothing to say
     */
    record Health(boolean healthy, String detail) {
        public Health {
            Objects.requireNonNull(detail, "detail");
        }

        /** The module can serve. */
        public static Health up() {
            return new Health(true, "");
        }

        /**
         * The module cannot serve.
         *
         * @param detail one sentence saying why and what would help
         */
        public static Health down(String detail) {
            return new Health(false, detail);
        }
    }
}

package com.a64platform.core.installer;

import java.util.Optional;

/**
 * Makes this node so as the store wants it. Operations write down what is wanted and then ask here; they touch neither the
 * folder nor what serves themselves. Thread-safe; there is one change of a module on a node at a time.
 */
public interface Reconciliation {
    /**
     * Reads anew what the store wants of a module and makes this node so before it returns. Before the node's first round
     * nothing happens: that makes it so.
     *
     * @return what keeps this node from it, a sentence; empty when it is so
     */
    Optional<String> settle(String module, Settling how);

    /** Does something to what is loaded of a module while nobody else does. */
    void alone(String module, Runnable work);

    /**
     * How a module is settled.
     *
     * @param farewell run once, when nobody can reach the module any more if it goes, and while it is still loaded
     * @param placing false when the file was a person's to put there: one that was taken away meanwhile stays away
     * @param retiring false when the file of the version before is a person's and stays where it is
     */
    record Settling(Runnable farewell, boolean placing, boolean retiring) {
        /** As the store wants it, without more. */
        public static final Settling PLAIN = new Settling(() -> {}, true, true);

        static Settling saying(Runnable farewell) {
            return new Settling(farewell, true, true);
        }

        /** @param dropped whether a person has put the version that is to serve into the folder */
        static Settling serving(boolean dropped) {
            return new Settling(() -> {}, !dropped, true);
        }

        /** @param dropped whether a person has put the version that goes into the folder */
        public static Settling returning(boolean dropped) {
            return new Settling(() -> {}, true, !dropped);
        }
    }
}

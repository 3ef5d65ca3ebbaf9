package com.a64platform.core.spi;

import java.nio.file.Path;

/** A store that runs inside this process, for a single node. An adapter bundle registers one as a service. */
public interface EmbeddedStoreEngine {
    /**
     * Opens the data in a folder, creating it (0700) when absent, and listens on a random loopback port.
     *
     * @throws IllegalStateException when another process has it open or its files are damaged; the message says which
     */
    Running open(Path directory);

    /** An open engine. Closing it forces everything to disk and stops listening. */
    interface Running extends AutoCloseable {
        /** Connection string with the credential of this start; a secret. */
        String uri();

        /**
         * Copies all data as of one moment, between two commands, into a folder that {@link #open} then opens as a store of its
         * own. Replies to writes wait while it copies.
         *
         * @throws java.io.UncheckedIOException when the folder cannot be written
         */
        void copyTo(Path directory);

        /** Whether it takes no commands any more until it is opened again, because a write has failed. */
        default boolean stopped() {
            return false;
        }

        @Override
        void close();
    }
}

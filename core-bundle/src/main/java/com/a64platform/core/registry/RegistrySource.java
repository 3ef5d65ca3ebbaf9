package com.a64platform.core.registry;

import java.io.IOException;
import java.util.Optional;

/** Moves bytes from one kind of registry. Thread-safe. */
interface RegistrySource {
    /** The registry as people may see it: no credentials, no path. */
    String label();

    /**
     * A small file, whole; empty when the registry has none of that name.
     *
     * @throws TooLargeException when it has more bytes than the limit
     */
    Optional<byte[]> read(String path, int limit) throws IOException;

    /**
     * Moves the rest of a file into a download that may have a part of it already.
     *
     * @return false when the registry has no such file
     */
    boolean download(String path, Download download) throws IOException;

    /** There are more bytes than there may be. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("more bytes than there may be");
        }
    }

    /** The registry answered, but not with what was asked for; the message completes "The registry HOST ...". */
    final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String what) {
            super(what);
        }
    }
}

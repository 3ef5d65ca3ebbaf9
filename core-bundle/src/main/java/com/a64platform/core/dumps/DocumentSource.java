package com.a64platform.core.dumps;

import java.io.IOException;
import java.util.Optional;

/** Hands out documents, one after the other. */
@FunctionalInterface
public interface DocumentSource {
    /** One whole document in BSON; empty after the last one. */
    Optional<byte[]> next() throws IOException;
}

package com.a64platform.core.dumps;

import java.io.IOException;

/** Takes documents, one after the other. */
@FunctionalInterface
public interface DocumentSink {
    /** @param bson one whole document */
    void accept(byte[] bson) throws IOException;
}

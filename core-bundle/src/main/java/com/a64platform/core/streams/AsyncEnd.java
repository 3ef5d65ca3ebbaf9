package com.a64platform.core.streams;

import jakarta.servlet.AsyncContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a request that went on asynchronously, for those who may come second. */
public final class AsyncEnd {
    private static final Logger log = LoggerFactory.getLogger(AsyncEnd.class);

    private AsyncEnd() {}

    /** Completes it; nothing happens when somebody else has done so. */
    public static void complete(AsyncContext context) {
        try {
            context.complete();
        } catch (IllegalStateException completedMeanwhile) {
            log.debug("A request had come to its end already", completedMeanwhile);
        }
    }
}

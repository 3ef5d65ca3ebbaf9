package com.a64platform.core.unloading;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells when nobody asks the node for anything: a collection stops every request, so it best comes while there is none.
 * Used by one thread at a time, which has to ask again and again.
 */
final class Lull {
    private final LongSupplier requests;
    private final Duration least;
    private final Duration longest;
    private long seen;
    private long since = System.nanoTime();

    /**
     * @param requests how many have come so far
     * @param least how long none may come before it is one
     * @param longest how long what waits for one waits when there is none
     */
    Lull(LongSupplier requests, Duration least, Duration longest) {
        this.requests = requests;
        this.least = least;
        this.longest = longest;
    }

    /** How long something has to wait that would wait so long if nobody asked, by what is seen now. */
    Duration patience(Duration undisturbed) {
        long now = System.nanoTime();
        long come = requests.getAsLong();
        if (come != seen) {
            seen = come;
            since = now;
        }
        return now - since >= least.toNanos() ? undisturbed : longest;
    }
}

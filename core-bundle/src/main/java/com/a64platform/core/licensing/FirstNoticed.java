package com.a64platform.core.licensing;

import com.a64platform.core.memory.MonotonicMemory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When it was first noticed that a license lacks something, which its days of grace count from. Kept in the store and in
 * the home and never forgotten, so that neither a restore nor lacking it again begins them anew. Thread-safe.
 */
final class FirstNoticed {
    private final MonotonicMemory memory;

    FirstNoticed(MonotonicMemory memory) {
        this.memory = memory;
    }

    /** Since when a license lacks something; from now on when it never did before. */
    Instant since(String lack, LicenseClaims license, Instant now) {
        String counter = "noticed:" + lack + ":" + license.issuer() + ":" + license.id();
        long known = memory.recall().counter(counter);
        if (known == 0) {
            memory.remember(
                    state -> state.counter(counter) == 0 ? state.withCounter(counter, now.getEpochSecond()) : state);
            return now.truncatedTo(ChronoUnit.SECONDS);
        }
        return Instant.ofEpochSecond(known);
    }
}

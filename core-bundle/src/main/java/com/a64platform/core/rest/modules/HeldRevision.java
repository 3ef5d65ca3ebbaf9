package com.a64platform.core.rest.modules;

import com.a64platform.core.unloading.Departure;
import com.a64platform.core.unloading.Leftover;
import java.time.Instant;
import java.util.List;

/**
 * A revision that was unloaded and is still in memory.
 *
 * @param operation id of the operation that unloaded it; empty when none did
 * @param verdict what holds it, and what to do
 */
public record HeldRevision(
        String version, Instant unloadedAt, String operation, String verdict, List<Leftover> leftovers) {
    static HeldRevision of(Departure departure) {
        return new HeldRevision(
                departure.version(), departure.at(), departure.operation(), departure.verdict(), departure.leftovers());
    }
}

package com.a64platform.core.engine;

import com.a64platform.core.operations.Workers;
import java.time.Clock;
import java.time.Duration;

/** Operations of a node whose leases end soon, so that a test does not wait for half a minute. */
public final class ShortLeases {
    private ShortLeases() {}

    /** @param ttl how long a lease has to stand still before another node takes its operation over */
    public static JournalOperations of(OperationJournal journal, Workers workers, String node, Duration ttl) {
        var times = new HeldLease.Times(ttl, Duration.ofSeconds(5), Duration.ofDays(90), System::nanoTime);
        return new JournalOperations(journal, workers, node, times, Clock.systemUTC());
    }
}

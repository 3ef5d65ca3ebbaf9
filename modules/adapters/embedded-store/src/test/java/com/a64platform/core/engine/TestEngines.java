package com.a64platform.core.engine;

import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Workers;
import java.time.Clock;
import java.time.Duration;

/** Engines for tests, whose leases are short. */
public final class TestEngines {
    static final Duration TTL = Duration.ofSeconds(2);

    private TestEngines() {}

    /** The engine of a node on a journal that others may share. */
    public static Operations journal(OperationJournal journal, String node) {
        var times = new HeldLease.Times(TTL, Duration.ofSeconds(30), Duration.ofDays(1), System::nanoTime);
        return new JournalOperations(journal, new Workers(), node, times, Clock.systemUTC());
    }
}

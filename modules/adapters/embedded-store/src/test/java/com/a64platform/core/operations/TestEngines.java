package com.a64platform.core.operations;

import com.a64platform.core.engine.JournalEngine;
import com.a64platform.core.spi.OperationEngine;
import java.time.Clock;
import java.time.Duration;

/** Engines for tests, whose leases are short. */
public final class TestEngines {
    static final Duration TTL = Duration.ofSeconds(2);

    private TestEngines() {}

    /** The engine of a node on a journal that others may share. */
    public static OperationEngine journal(OperationJournal journal, String node) {
        var times = new HeldLease.Times(TTL, Duration.ofSeconds(30), Duration.ofDays(1), System::nanoTime);
        return new JournalEngine(new Operations(journal, new Workers(), node, times, Clock.systemUTC()));
    }
}

package com.a64platform.core.engine;

import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.Workers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Engines for tests, which wait for nothing longer than a test likes to. */
public final class TestOperations {
    private static final Duration TTL = Duration.ofSeconds(30);

    private TestOperations() {}

    /** The engine of the only node, which does not wait for a journal that is gone. */
    public static Operations alone(OperationJournal journal) {
        return alone(journal, new StepTry(new Workers()));
    }

    static Operations alone(OperationJournal journal, StepTry tries) {
        return new JournalOperations(
                journal,
                new Workers(),
                "node",
                new HeldLease.Times(TTL, Duration.ofMillis(100), Duration.ofDays(90), System::nanoTime),
                Clock.systemUTC(),
                tries);
    }

    /** A definition of some steps that may take as long as a test does. */
    static OperationDefinition definition(String kind, List<Step> steps) {
        return new OperationDefinition() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public List<Step> steps() {
                return steps;
            }

            @Override
            public Duration limit() {
                return Duration.ofHours(1);
            }
        };
    }
}

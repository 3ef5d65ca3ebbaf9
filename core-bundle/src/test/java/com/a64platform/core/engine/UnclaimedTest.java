package com.a64platform.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.engine.OperationJournal.Claim;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Open operations that no claim leads to: a node died beginning one so slowly that its claim had been given free. */
class UnclaimedTest {
    private static final Duration TTL = Duration.ofSeconds(30);

    private final InMemoryJournal journal = new InMemoryJournal();
    private final AtomicLong nanos = new AtomicLong();
    private final HeldLease.Times times = new HeldLease.Times(TTL, TTL, Duration.ofDays(90), nanos::get);

    private final JournalOperations other =
            new JournalOperations(journal, new Workers(), "other", times, Clock.systemUTC());

    private final OperationDefinition definition =
            TestOperations.definition("test", List.of(Step.of("only", context -> {})));
    private final Operation operation =
            Operation.begun(definition, "module", "tenant", "user", Map.of(), Instant.EPOCH);

    private void beginUnclaimed() {
        nanos.set(1);
        other.define(definition);
        other.look();
        var lease = journal.begin(operation, "dead");
        journal.free(new Claim("module", operation.id(), "dead", lease.epoch()));
    }

    private OperationState state() {
        return journal.find(operation.id()).orElseThrow().state();
    }

    @Test
    void areFoundWithinTheHourByAnotherNodeAndUndone() {
        beginUnclaimed();
        lookAfterATtl();
        assertThat(state()).isEqualTo(OperationState.RUNNING);

        nanos.addAndGet(Duration.ofHours(1).toNanos());
        other.look();
        lookAfterATtl();

        await().atMost(TTL).until(() -> state() == OperationState.FAILED);
        assertThat(journal.claimed()).isEmpty();
    }

    private void lookAfterATtl() {
        other.look();
        nanos.addAndGet(TTL.plusSeconds(1).toNanos());
        other.look();
    }

    @Test
    void areFoundAtTheNextStartOfTheirOwnNode() {
        beginUnclaimed();
        var again = new JournalOperations(journal, new Workers(), "dead", times, Clock.systemUTC());
        again.define(definition);

        again.recover();
        again.close();

        assertThat(state()).isEqualTo(OperationState.FAILED);
    }
}

package com.a64platform.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Retry;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How often a step is tried, and for how long. */
class StepTryTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Retry AT_ONCE = new Retry(3, Duration.ofMillis(1));

    private final InMemoryJournal journal = new InMemoryJournal();
    private final AtomicInteger tries = new AtomicInteger();
    private final List<String> undone = new CopyOnWriteArrayList<>();

    private Operation run(Step step) {
        var operations = TestOperations.alone(journal);
        operations.define(TestOperations.definition(
                "test",
                List.of(
                        step.undo(context -> undone.add("undone")),
                        Step.of("pivot", context -> {}).asPivot())));
        return operations.await(
                operations.submit("test", "module", "tenant", "user", Map.of()).id(), LONG);
    }

    private Step failing(int times, ErrorCode code) {
        return Step.of("step", context -> {
            if (tries.incrementAndGet() <= times) {
                throw new ProblemException(code, "not now");
            }
        });
    }

    @Test
    void triesAgainWhatMayPass() {
        var ended = run(failing(2, ErrorCode.REGISTRY_UNAVAILABLE).retrying(AT_ONCE));

        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(tries).hasValue(3);
    }

    @Test
    void givesUpAfterItsTries() {
        var ended = run(failing(9, ErrorCode.STORE_UNAVAILABLE).retrying(AT_ONCE));

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure()).contains(new Operation.Failure("store-unavailable", "not now"));
        assertThat(tries).hasValue(3);
        assertThat(undone).containsExactly("undone");
    }

    @Test
    void doesNotTryAgainWhatRefuses() {
        assertThat(run(failing(1, ErrorCode.LICENSE_REFUSED).retrying(AT_ONCE)).state())
                .isEqualTo(OperationState.FAILED);
        assertThat(tries).hasValue(1);
    }

    @Test
    void triesOnceWhoseStepSaysNothing() {
        assertThat(run(failing(1, ErrorCode.REGISTRY_UNAVAILABLE)).state()).isEqualTo(OperationState.FAILED);
        assertThat(tries).hasValue(1);
    }

    @Test
    void interruptsAStepAtItsLimitAndUndoesIt() {
        var ended = run(Step.of("step", context -> {
                    assertThat(context.remaining()).isLessThanOrEqualTo(Duration.ofMillis(50));
                    sleep(LONG);
                })
                .within(Duration.ofMillis(50)));

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().code()).isEqualTo("operation-timeout");
        assertThat(ended.failure().orElseThrow().detail()).contains("Step step took longer than 50 ms");
        assertThat(undone).containsExactly("undone");
    }

    @Test
    void aStepThatDoesNotComeBackChangesNothingLater() throws InterruptedException {
        var comeBack = new CountDownLatch(1);
        var refused = new CountDownLatch(1);
        var limited = Step.of("step", context -> {
                    awaitStubbornly(comeBack);
                    try {
                        context.put("late", "value");
                    } catch (HeldLease.Lost lost) {
                        refused.countDown();
                    }
                })
                .within(Duration.ofMillis(20));
        var stuck = new StepTry(new Workers(), Duration.ofMillis(20));
        var operations = TestOperations.alone(journal, stuck);
        operations.define(TestOperations.definition("test", List.of(limited.undo(context -> undone.add("undone")))));

        var ended = operations.await(
                operations.submit("test", "module", "tenant", "user", Map.of()).id(), LONG);
        comeBack.countDown();
        refused.await();

        assertThat(ended.state()).isEqualTo(OperationState.UNCLEAN);
        assertThat(ended.failure().orElseThrow().detail()).contains("it still runs on thread step-step-module");
        assertThat(undone).containsExactly("undone");
        assertThat(journal.find(ended.id()).orElseThrow().data()).isEmpty();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException heedless) {
                // that is what this one is for
            }
        }
    }
}

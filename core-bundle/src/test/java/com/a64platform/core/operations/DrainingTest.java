package com.a64platform.core.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.engine.InMemoryJournal;
import com.a64platform.core.engine.TestOperations;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DrainingTest {
    private final Readiness readiness = new Readiness();
    private final Operations operations = TestOperations.alone(new InMemoryJournal());
    private final Draining draining = new Draining(readiness, operations);

    @Test
    void takesNoMoreAndWaitsForTheRequestsInside() {
        readiness.enter(Readiness.Phase.READY);
        readiness.requestEnters();

        var drained = CompletableFuture.runAsync(() -> draining.accept(60_000));

        await().until(() -> readiness.phase() == Readiness.Phase.STOPPING);
        assertThat(drained).isNotDone();
        readiness.requestLeaves();
        assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void givesUpOnARequestThatNeverEnds() {
        readiness.requestEnters();

        draining.accept(1);

        assertThat(readiness.phase()).isEqualTo(Readiness.Phase.STOPPING);
    }

    @Test
    void waitsForTheOperationThatRunsAndRefusesTheNext() {
        var go = new CountDownLatch(1);
        operations.define(new OperationDefinition() {
            @Override
            public String kind() {
                return "slow";
            }

            @Override
            public List<Step> steps() {
                return List.of(Step.of("only", context -> awaitQuietly(go)));
            }

            @Override
            public Duration limit() {
                return Duration.ofSeconds(20);
            }
        });
        var running = operations.submit("slow", "module", "tenant", "user", Map.of());

        var drained = CompletableFuture.runAsync(() -> draining.accept(60_000));

        await().untilAsserted(
                        () -> assertThatThrownBy(() -> operations.submit("slow", "other", "tenant", "user", Map.of()))
                                .isInstanceOf(ProblemException.class));
        assertThat(drained).isNotDone();
        go.countDown();
        assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
        assertThat(operations.find(running.id()).orElseThrow().state()).isEqualTo(OperationState.SUCCEEDED);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

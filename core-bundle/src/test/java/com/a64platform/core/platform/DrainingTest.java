package com.a64platform.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DrainingTest {
    private final Readiness readiness = new Readiness();
    private final Draining draining = new Draining(readiness);

    @Test
    void takesNoMoreAndWaitsForTheRequestsInside() {
        readiness.enter(Readiness.Phase.READY);
        readiness.requestEnters();

        var drained = CompletableFuture.runAsync(() -> draining.accept(60_000));

        await().until(() -> readiness.phase() == Readiness.Phase.STOPPING);
        assertThat(drained).isNotDone();
        readiness.requestLeaves();
        assertThat(drained).succeedsWithin(java.time.Duration.ofSeconds(10));
    }

    @Test
    void givesUpOnARequestThatNeverEnds() {
        readiness.requestEnters();

        draining.accept(1);

        assertThat(readiness.phase()).isEqualTo(Readiness.Phase.STOPPING);
    }
}

package com.a64platform.core.observing;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.HealthProbe.Health;
import com.a64platform.core.modules.FakeRevisions;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.observing.ModuleHealth.Status;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.StoreSilence;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RouteTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModuleHealthTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final FakeRevisions revisions = new FakeRevisions();
    private final RouteTable routes = new RouteTable();
    private final Workers workers = new Workers();
    private final InMemoryInstallations store = new InMemoryInstallations();
    private final StoreSilence silence = new StoreSilence();
    private final ModuleHealth health = health(Duration.ofMillis(200));

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void knowsNothingOfAModuleThatIsNotLoaded() {
        assertThat(health.check("farm").status()).isEqualTo(Status.UNKNOWN);
        assertThat(health.of("farm").lastCheck()).isEmpty();
    }

    @Test
    void takesAModuleWithoutAProbeForHealthyWhenItLacksNothing() {
        serve(Optional.empty(), List.of());

        assertThat(health.check("farm").status()).isEqualTo(Status.HEALTHY);
        assertThat(health.of("farm").lastCheck()).contains(NOW);
    }

    @Test
    void namesWhatAComponentLacks() {
        serve(Optional.empty(), List.of("FarmResource lacks a PumpService"));

        assertThat(health.check("farm").reason()).contains("lacks a PumpService");
    }

    @Test
    void isUnhealthyAtTheThirdMissInARowAndHealthyAtOnceAgain() {
        var answers = new AtomicInteger();
        serve(
                Optional.of(() -> answers.incrementAndGet() <= 3 ? Health.down("The pump is broken.") : Health.up()),
                List.of());

        assertThat(health.check("farm").status()).isEqualTo(Status.UNKNOWN);
        assertThat(health.check("farm").status()).isEqualTo(Status.UNKNOWN);
        var third = health.check("farm");
        assertThat(third.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(third.reason()).isEqualTo("The pump is broken.");
        assertThat(health.check("farm").status()).isEqualTo(Status.HEALTHY);
        assertThat(health.of("farm").misses()).isZero();
    }

    @Test
    void countsAProbeThatThrowsAsAMiss() {
        serve(
                Optional.of(() -> {
                    throw new IllegalStateException("no water");
                }),
                List.of());

        assertThat(health.check("farm").reason()).contains("no water");
        assertThat(health.of("farm").misses()).isEqualTo(1);
    }

    @Test
    void keepsWhatAProbeThrowsShort() {
        serve(
                Optional.of(() -> {
                    throw new IllegalStateException("no water".repeat(1_000_000));
                }),
                List.of());

        assertThat(health.check("farm").reason()).contains("no water").hasSizeLessThan(500);
    }

    @Test
    void doesNotAskAProbeAgainThatHasNotComeBack() {
        var never = new CountDownLatch(1);
        var calls = new AtomicInteger();
        serve(
                Optional.of(() -> {
                    calls.incrementAndGet();
                    awaitQuietly(never);
                    return Health.up();
                }),
                List.of());

        for (int i = 0; i < 3; i++) {
            health.check("farm");
        }

        assertThat(health.of("farm").status()).isEqualTo(Status.UNHEALTHY);
        assertThat(calls).hasValue(1);
        never.countDown();
    }

    @Test
    void holdsNothingAgainstAModuleWhileTheStoreIsAway() {
        var well = new AtomicBoolean(true);
        serve(Optional.of(() -> well.get() ? Health.up() : Health.down("No data.")), List.of());
        health.check("farm");
        well.set(false);
        store.failWith(new ProblemException(ErrorCode.STORE_UNAVAILABLE, "away"));

        for (int i = 0; i < 5; i++) {
            health.check("farm");
        }

        var during = health.of("farm");
        assertThat(during.status()).isEqualTo(Status.UNKNOWN);
        assertThat(during.misses()).isZero();
        assertThat(during.reason()).contains("The store does not answer").contains("No data.");

        store.recover();
        assertThat(health.check("farm").misses()).as("now it is its own fault").isEqualTo(1);
        well.set(true);
        assertThat(health.check("farm").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void holdsNothingAgainstAModuleWhenTheStoreWasAwayForAMoment() {
        serve(
                Optional.of(() -> {
                    silence.noticed();
                    return Health.down("No data.");
                }),
                List.of());

        for (int i = 0; i < 3; i++) {
            health.check("farm");
        }

        assertThat(health.of("farm").status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void staysUnhealthyWhenTheStoreGoesToo() {
        serve(Optional.of(() -> Health.down("The pump is broken.")), List.of());
        for (int i = 0; i < 3; i++) {
            health.check("farm");
        }
        store.failWith(new ProblemException(ErrorCode.STORE_UNAVAILABLE, "away"));

        assertThat(health.check("farm").status()).isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void asksOnceForAllWhoAskAtOnce() throws InterruptedException {
        var patient = health(Duration.ofSeconds(20));
        var calls = new AtomicInteger();
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        serve(
                Optional.of(() -> {
                    calls.incrementAndGet();
                    inside.countDown();
                    awaitQuietly(go);
                    return Health.up();
                }),
                List.of());
        var first = workers.start("first", () -> patient.check("farm"));
        inside.await();
        var second = workers.start("second", () -> patient.check("farm"));
        Awaitility.await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

        go.countDown();
        first.join();
        second.join();

        assertThat(calls).hasValue(1);
        assertThat(patient.of("farm").status()).isEqualTo(Status.HEALTHY);
        assertThat(patient.of("farm").misses()).isZero();
    }

    @Test
    void asksEveryServingModuleInARoundThoughSomeHang() {
        var never = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            boolean hangs = i < 3;
            revisions.promote(new Probed(
                    "mod" + i,
                    i,
                    Optional.of(() -> {
                        if (hangs) {
                            awaitQuietly(never);
                        }
                        return Health.up();
                    }),
                    List.of()));
        }

        health.askAll();

        for (int i = 0; i < 10; i++) {
            assertThat(health.of("mod" + i).status()).as("mod%s", i).isEqualTo(i < 3 ? Status.UNKNOWN : Status.HEALTHY);
        }
        assertThat(health.of("mod0").reason()).contains("its thread is ask-mod0-");
        never.countDown();
    }

    @Test
    void doesNotAskWhatIsUnloadedBeforeItsTurn() throws InterruptedException {
        var patient = health(Duration.ofSeconds(20));
        var calls = new AtomicInteger();
        var inside = new CountDownLatch(4);
        var go = new CountDownLatch(1);
        var left = new CopyOnWriteArrayList<>(List.of("mod0", "mod1", "mod2", "mod3", "mod4"));
        for (int i = 0; i < 5; i++) {
            var name = "mod" + i;
            HealthProbe probe = () -> {
                calls.incrementAndGet();
                left.remove(name);
                inside.countDown();
                awaitQuietly(go);
                return Health.up();
            };
            revisions.promote(new Probed(name, i, Optional.of(probe), List.of()));
        }
        var round = workers.start("round", patient::askAll);
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();

        revisions.serving(left.get(0)).ifPresent(revisions::unload);
        go.countDown();
        round.join();

        assertThat(calls).hasValue(4);
    }

    private ModuleHealth health(Duration limit) {
        return new ModuleHealth(
                revisions,
                routes,
                workers,
                new StoreCheck(store, silence, workers),
                limit,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Stays until it is let go, whoever interrupts it. */
    private static void awaitQuietly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException stubborn) {
                continue;
            }
        }
    }

    private void serve(Optional<HealthProbe> probe, List<String> lacks) {
        revisions.promote(new Probed("farm", 7, probe, lacks));
    }
}

package com.a64platform.core.installer;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.HealthProbe.Health;
import com.a64platform.api.ModuleLifecycle;
import com.a64platform.core.installer.ModuleHealth.Status;
import com.a64platform.core.modules.FakeRevisions;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModuleHealthTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Instant EARLIER = Instant.parse("2026-04-01T10:00:00Z");

    private final FakeRevisions revisions = new FakeRevisions();
    private final RouteTable routes = new RouteTable();
    private final Workers workers = new Workers();
    private final ModuleHealth health = new ModuleHealth(
            revisions, routes, workers, "node-1", Duration.ofMillis(200), Clock.fixed(NOW, ZoneOffset.UTC));

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
    void observesWhatBecameOfTheWish() {
        assertThat(health.observe(installation(InstallationState.ENABLED)).state())
                .isEqualTo(InstallationState.ERROR);
        assertThat(health.observe(installation(InstallationState.DISABLED)).state())
                .isEqualTo(InstallationState.DISABLED);

        serve(Optional.empty(), List.of());
        routes.attach(new Route("/api/v1/farm", "farm", "1.0.0", new Silent()));
        health.check("farm");

        var observed = health.observe(installation(InstallationState.ENABLED));
        assertThat(observed)
                .isEqualTo(new ModuleHealth.Observed("node-1", InstallationState.ENABLED, Status.HEALTHY, NOW, ""));
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
        revisions.promote(new Probed(probe, lacks));
    }

    private static Installation installation(InstallationState desired) {
        return new Installation(
                "i1",
                "t1",
                "farm",
                "1.0.0",
                "00",
                "acme",
                desired,
                "",
                Optional.empty(),
                List.of(),
                "",
                "u1",
                EARLIER,
                EARLIER,
                1);
    }

    private record Probed(Optional<HealthProbe> probe, List<String> lacks) implements Revision {
        @Override
        public VerifiedArtifact artifact() {
            throw new UnsupportedOperationException("nobody asks for it here");
        }

        @Override
        public String module() {
            return "farm";
        }

        @Override
        public String version() {
            return "1.0.0";
        }

        @Override
        public long bundleId() {
            return 7;
        }

        @Override
        public ClassLoader classLoader() {
            return getClass().getClassLoader();
        }

        @Override
        public List<Object> resources() {
            return List.of();
        }

        @Override
        public Optional<ModuleLifecycle> lifecycle() {
            return Optional.empty();
        }
    }

    private static final class Silent implements RequestHandler {
        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) {
            throw new UnsupportedOperationException("nobody calls it here");
        }

        @Override
        public Set<String> prepare() {
            return Set.of();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}

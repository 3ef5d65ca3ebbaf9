package com.a64platform.core.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.modules.FakeRevisions;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActivationTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final FakeRevisions revisions = new FakeRevisions();
    private final RouteTable routes = new RouteTable();
    private final Workers workers = new Workers();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> built = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final Activation activation = activation(WINDOW);

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void keepsTheReplacedRevisionLoadedUntilTheWindowIsOver() {
        update(activation, "1.0.0", "1.1.0");

        assertThat(loaded()).containsExactly("1.0.0", "1.1.0");
        assertThat(serving()).isEqualTo("1.1.0");
        assertThat(closed).isEmpty();

        nanos.addAndGet(WINDOW.minusSeconds(1).toNanos());
        activation.coolOverdue();
        assertThat(loaded()).containsExactly("1.0.0", "1.1.0");

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        activation.coolOverdue();
        eventuallyLoaded("1.1.0");
        assertThat(closed).containsExactly("1.0.0");
        assertThat(activation.warm("farm")).isEmpty();
    }

    @Test
    void letsNoRequestIntoAReplacedRevisionAndAsksItsStreamsToGo() {
        update(activation, "1.0.0");
        var old = routes.ofModule("farm").orElseThrow();
        var asked = new AtomicBoolean();
        old.stays(() -> asked.set(true));

        update(activation, "1.1.0");

        assertThat(asked).isTrue();
        assertThat(routes.enter("/api/v1/farm").orElseThrow().version()).isEqualTo("1.1.0");
    }

    @Test
    void doesNotHoldTheSwapUpForRequestsThatAreInside() {
        update(activation, "1.0.0");
        var inside = routes.enter("/api/v1/farm").orElseThrow();

        update(activation, "1.1.0");
        assertThat(serving()).isEqualTo("1.1.0");

        nanos.addAndGet(WINDOW.toNanos() / 4); // the next update comes while the request is inside still
        update(activation, "1.2.0");
        assertThat(closed).doesNotContain("1.0.0");
        inside.exit();
        eventuallyLoaded("1.1.0", "1.2.0");
    }

    @Test
    void unloadsARevisionWhoseRequestsDoNotEndInTime() {
        update(activation, "1.0.0");
        routes.enter("/api/v1/farm").orElseThrow();
        update(activation, "1.1.0");

        nanos.addAndGet(WINDOW.toNanos());
        activation.coolOverdue();

        eventuallyLoaded("1.1.0");
    }

    @Test
    void keepsOneAtTheMost() {
        update(activation, "1.0.0", "1.1.0", "1.2.0");

        eventuallyLoaded("1.1.0", "1.2.0");
        assertThat(activation.warm("farm").orElseThrow().version()).isEqualTo("1.1.0");
    }

    @Test
    void takesTheWarmOneDownWithTheOneThatServes() {
        update(activation, "1.0.0", "1.1.0");

        activation.takeDown("farm", () -> {});

        assertThat(loaded()).isEmpty();
        assertThat(closed).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(routes.ofModule("farm")).isEmpty();
    }

    @Test
    void knowsWhatItTookDownNoMoreWhileTheWarmOneHasRequests() {
        update(activation, "1.0.0");
        var inside = routes.enter("/api/v1/farm").orElseThrow();
        update(activation, "1.1.0");
        var served = new WeakReference<>(routes.ofModule("farm").orElseThrow());

        workers.start("down", () -> activation.takeDown("farm", () -> {}));

        try {
            Awaitility.await().untilAsserted(() -> {
                System.gc();
                assertThat(served.refersTo(null)).isTrue();
            });
            assertThat(loaded()).containsExactly("1.0.0");
        } finally {
            inside.exit();
        }
        eventuallyLoaded();
    }

    @Test
    void keepsNothingWithoutAWindow() {
        update(activation(Duration.ZERO), "1.0.0", "1.1.0");

        assertThat(loaded()).containsExactly("1.1.0");
        assertThat(closed).containsExactly("1.0.0");
    }

    @Test
    void buildsTheApplicationBeforeASwapAndNotAtAStart() {
        activation.serveLazily(artifact("1.0.0"), LIMIT);
        assertThat(built).isEmpty();

        update(activation, "1.1.0");
        assertThat(built).containsExactly("1.1.0");
    }

    @Test
    void letsOnlyOneOfTwoThatGetReadyAtOnceHaveAPath() {
        activation.prepare(artifact("1.0.0"), LIMIT);

        assertThatThrownBy(() -> activation.prepare(artifact("barn", "1.0.0"), LIMIT))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.ROUTE_CONFLICT));
        assertThat(revisions.loaded()).extracting(Revision::module).containsExactly("farm");

        activation.abandon("farm");
        activation.prepare(artifact("barn", "1.0.0"), LIMIT);
        activation.swapIn("barn");
        assertThat(routes.enter("/api/v1/farm").orElseThrow().module()).isEqualTo("barn");
    }

    private Activation activation(Duration window) {
        return new Activation(
                revisions, routes, revision -> new Closing(revision.version()), workers, window, nanos::get);
    }

    private static void update(Activation activation, String... versions) {
        for (var version : versions) {
            activation.prepare(artifact(version), LIMIT);
            activation.swapIn("farm");
        }
    }

    private String serving() {
        assertThat(revisions.serving("farm"))
                .map(Revision::version)
                .isEqualTo(routes.ofModule("farm").map(Route::version));
        return routes.ofModule("farm").orElseThrow().version();
    }

    private List<String> loaded() {
        List<String> versions = new ArrayList<>();
        revisions.loaded().forEach(revision -> versions.add(revision.version()));
        versions.sort(null);
        return versions;
    }

    private void eventuallyLoaded(String... versions) {
        Awaitility.await().untilAsserted(() -> assertThat(loaded()).containsExactly(versions));
    }

    private static VerifiedArtifact artifact(String version) {
        return artifact("farm", version);
    }

    private static VerifiedArtifact artifact(String module, String version) {
        var descriptor = """
                {"name": "%s", "version": "%s", "displayName": "Farm", "description": "Farms.",
                 "author": {"name": "Test"}, "license": "MIT",
                 "licensing": {"required": false, "type": "subscription"},
                 "routePrefix": "/api/v1/farm",
                 "dependencies": {"platform": ">=1.0.0", "modules": {}, "java": ">=17"}}
                """.formatted(module, version).getBytes(StandardCharsets.UTF_8);
        return new VerifiedArtifact(
                new DescriptorReader().read(descriptor),
                version,
                "publisher",
                Path.of("none"),
                true,
                new ScanReport(100, List.of(), Instant.EPOCH, "1"));
    }

    /** Remembers that it was closed. */
    private final class Closing implements RequestHandler {
        private final String version;

        Closing(String version) {
            this.version = version;
        }

        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) {
            throw new UnsupportedOperationException("nobody calls it here");
        }

        @Override
        public Set<String> prepare() {
            built.add(version);
            return Set.of();
        }

        @Override
        public void close() {
            closed.add(version);
        }
    }
}

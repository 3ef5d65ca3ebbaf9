package com.a64platform.core.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.modules.FakeRevisions;
import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.NoRequests;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A module of which no two revisions may be loaded at once. */
class InPlaceTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String ALONE = "It lives alone.";

    private final FakeRevisions revisions = new FakeRevisions();
    private final RouteTable routes = new RouteTable();
    private final Workers workers = new Workers();
    private final Activation activation = new Activation(
            revisions, routes, revision -> new NoRequests(), workers, Duration.ofSeconds(60), System::nanoTime);

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void parksTheModuleUntilTheNextRevisionServes() {
        serve("1.0.0", ALONE);

        activation.prepare(artifact("1.1.0", ALONE), LIMIT);

        assertThat(loaded()).containsExactly("1.1.0");
        assertThat(route().parked()).isTrue();
        var woken = new AtomicInteger();
        route().stays(woken::incrementAndGet);

        activation.swapIn("farm");

        assertThat(woken).hasValue(1);
        assertThat(route().parked()).isFalse();
        assertThat(route().version()).isEqualTo("1.1.0");
        assertThat(revisions.serving("farm").map(Revision::version)).contains("1.1.0");
        assertThat(activation.warm("farm")).isEmpty();
    }

    @Test
    void waitsForTheRequestsInsideAndParksWhatComesMeanwhile() {
        serve("1.0.0", ALONE);
        var inside = routes.enter("/api/v1/farm").orElseThrow();

        var prepared = CompletableFuture.runAsync(() -> activation.prepare(artifact("1.1.0", ALONE), LIMIT));
        Awaitility.await().until(() -> route().parked());

        assertThat(loaded()).containsExactly("1.0.0");
        assertThat(prepared).isNotDone();
        inside.exit();
        prepared.join();
        assertThat(loaded()).containsExactly("1.1.0");
    }

    @Test
    void loadsTheOldOneAgainWhenTheNextOneDoesNotStart() {
        serve("1.0.0", ALONE);

        assertThatThrownBy(() -> activation.prepare(artifact("2.0.0", ALONE + " It does not start"), LIMIT))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("farm 2.0.0 cannot serve");

        assertThat(loaded()).containsExactly("1.0.0");
        assertThat(route().parked()).isFalse();
        assertThat(route().version()).isEqualTo("1.0.0");
        assertThat(revisions.serving("farm")).isPresent();
    }

    @Test
    void loadsTheOldOneAgainWhenTheUpdateIsUndone() {
        serve("1.0.0", ALONE);
        activation.prepare(artifact("1.1.0", ALONE), LIMIT);

        activation.abandon("farm");
        activation.abandon("farm");

        assertThat(loaded()).containsExactly("1.0.0");
        assertThat(route().version()).isEqualTo("1.0.0");
    }

    @Test
    void letsWhoWaitsGoWhenNeitherStarts() {
        serve("1.0.0", ALONE);
        activation.prepare(artifact("1.1.0", ALONE), LIMIT);
        var woken = new AtomicInteger();
        route().stays(woken::incrementAndGet);
        revisions.breakWith(new ModuleFault("the disk is broken"));

        assertThatThrownBy(() -> activation.abandon("farm"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.MODULE_START_FAILED));

        assertThat(woken).hasValue(1);
        assertThat(routes.enter("/api/v1/farm")).isEmpty();
        assertThat(routes.unservedModule("/api/v1/farm")).contains("farm");
    }

    @Test
    void livesBesideNoVersionEvenIfOnlyOneOfThemSaysSo() {
        serve("1.0.0", "Farms.");
        serve("1.1.0", ALONE);
        assertThat(loaded()).containsExactly("1.1.0");

        serve("1.2.0", "Farms.");
        assertThat(loaded()).containsExactly("1.2.0");

        serve("1.3.0", "Farms.");
        assertThat(loaded()).as("one is warm").containsExactlyInAnyOrder("1.2.0", "1.3.0");
        serve("1.4.0", ALONE);
        assertThat(loaded()).containsExactly("1.4.0");
    }

    private void serve(String version, String description) {
        activation.prepare(artifact(version, description), LIMIT);
        activation.swapIn("farm");
    }

    private Route route() {
        return routes.ofModule("farm").orElseThrow();
    }

    private List<String> loaded() {
        return revisions.loaded().stream().map(Revision::version).sorted().toList();
    }

    private static VerifiedArtifact artifact(String version, String description) {
        var descriptor = """
                {"name": "farm", "version": "%s", "displayName": "Farm", "description": "%s",
                 "author": {"name": "Test"}, "license": "MIT",
                 "licensing": {"required": false, "type": "subscription"},
                 "routePrefix": "/api/v1/farm",
                 "dependencies": {"platform": ">=1.0.0", "modules": {}, "java": ">=17"}}
                """.formatted(version, description).getBytes(StandardCharsets.UTF_8);
        return new VerifiedArtifact(
                new DescriptorReader().read(descriptor),
                version,
                "publisher",
                Path.of("none"),
                true,
                new ScanReport(100, List.of(), Instant.EPOCH, "1"));
    }
}

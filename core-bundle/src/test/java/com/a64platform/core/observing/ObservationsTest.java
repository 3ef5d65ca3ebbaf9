package com.a64platform.core.observing;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.SampleInstallation;
import com.a64platform.core.observing.ModuleHealth.Status;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one store, each of which answers for both. */
class ObservationsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final InMemoryInstallations store = new InMemoryInstallations();
    private final InMemoryNodeReports reports = new InMemoryNodeReports();
    private final Installation farm = SampleInstallation.of("i1", "green", "farm", InstallationState.ENABLED);
    private final List<Seeing> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(Seeing::close);
    }

    @Test
    void answersForEveryNodeThatLives() {
        store.add(farm);
        var one = node("node-1");
        var two = node("node-2");
        two.serve(farm);
        rounds(one, two);
        rounds(one, two);
        rounds(one, two);

        assertThat(one.observations.of(farm)).extracting(Observed::node).containsExactly("node-1", "node-2");
        assertThat(one.observations.of(farm))
                .extracting(Observed::state)
                .containsExactly(InstallationState.ERROR, InstallationState.ENABLED);
        assertThat(one.observations.of(farm)).extracting(Observed::stale).containsExactly(false, false);
        assertThat(two.observations.of(farm)).extracting(Observed::node).containsExactly("node-2", "node-1");
    }

    @Test
    void showsANodeThatDiedAsStaleAndNotAsHealthy() {
        store.add(farm);
        var one = node("node-1");
        var two = node("node-2");
        two.serve(farm);
        two.health.check("farm");
        rounds(one, two);
        rounds(one, two);
        rounds(one, two);
        assertThat(ofOther(one).health()).isEqualTo(Status.HEALTHY);

        later(Duration.ofSeconds(20), one);
        assertThat(ofOther(one).stale()).isFalse();
        later(Duration.ofSeconds(40), one);

        assertThat(ofOther(one).stale()).isTrue();
        assertThat(ofOther(one).health()).isEqualTo(Status.UNKNOWN);
        assertThat(ofOther(one).reason()).contains("node-2 has not been heard of any more since");

        two.observations.round();
        one.observations.round();
        assertThat(ofOther(one).stale()).as("it lives again").isFalse();
    }

    @Test
    void believesNothingThatADeadNodeHasLeftToANewOne() {
        store.add(farm);
        var dead = node("node-2");
        dead.serve(farm);
        dead.observations.round();

        var one = node("node-1");
        one.observations.round();

        assertThat(ofOther(one).stale()).isTrue();
        later(Duration.ofHours(25), one);
        one.observations.round();
        assertThat(one.observations.of(farm)).as("forgotten after a day").hasSize(1);
    }

    @Test
    void leavesNothingBehindWhenItStopsInOrder() {
        store.add(farm);
        var one = node("node-1");
        var two = node("node-2");
        rounds(one, two);

        two.observations.end();
        two.observations.round();
        one.observations.round();

        assertThat(one.observations.of(farm)).extracting(Observed::node).containsExactly("node-1");
    }

    @Test
    void takesTheOthersForStaleWhenItDoesNotReachTheStore() {
        store.add(farm);
        var one = node("node-1");
        var two = node("node-2");
        rounds(one, two);
        rounds(one, two);
        rounds(one, two);

        reports.failWith(new ProblemException(ErrorCode.STORE_UNAVAILABLE, "away"));
        later(Duration.ofSeconds(40), one);
        assertThat(ofOther(one).stale()).isTrue();

        reports.recover();
        rounds(two, one);
        assertThat(ofOther(one).stale()).isFalse();
    }

    @Test
    void writesOnlyWhatHasChanged() {
        store.add(farm);
        var one = node("node-1");
        one.serve(farm);
        one.health.check("farm");
        one.observations.round();
        one.observations.round();
        assertThat(reports.puts()).isEqualTo(1);

        one.routes.detach(one.routes.ofModule("farm").orElseThrow());
        one.observations.round();
        assertThat(reports.puts()).isEqualTo(2);

        one.inventory.remove("green", "farm", "i1", 1);
        one.observations.round();
        assertThat(reports.ofOthers("somebody")).isEmpty();
    }

    @Test
    void seesThatAnotherVersionServesThanIsInstalled() {
        var one = node("node-1");
        one.serve(farm);

        var next = new Installation.Serves("1.1.0", "ff".repeat(32), "/api/v1/farm", List.of());
        var updated = farm.at(next, Instant.EPOCH); // as by another node
        var seen = one.view.of(updated);

        assertThat(seen.state()).isEqualTo(InstallationState.UPDATING);
        assertThat(seen.reason()).isEqualTo("Version 1.0.0 serves here, 1.1.0 is installed.");
    }

    @Test
    void seesADoorThatIsClosedBeforeAnythingIsWritten() {
        var one = node("node-1");
        one.serve(farm);
        one.doors.close("green", "farm", "license expired.");

        assertThat(one.view.of(farm).state()).isEqualTo(InstallationState.DISABLED);
        assertThat(one.view.of(farm).reason()).isEqualTo("license expired.");
    }

    private void later(Duration time, Seeing node) {
        nanos.addAndGet(time.toNanos());
        node.observations.round();
    }

    private static void rounds(Seeing... nodes) {
        for (var node : nodes) {
            node.observations.round();
        }
    }

    private Observed ofOther(Seeing node) {
        return node.observations.of(farm).get(1);
    }

    private Seeing node(String id) {
        var node = new Seeing(id, new Inventory(store), reports, Clock.systemUTC(), nanos::get);
        nodes.add(node);
        return node;
    }
}

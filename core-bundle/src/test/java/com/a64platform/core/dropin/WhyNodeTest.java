package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.observing.ModuleHealth.Status;
import com.a64platform.core.observing.NodeReports.Beat;
import com.a64platform.core.observing.NodeReports.Report;
import com.a64platform.core.observing.Observed;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with the node, the store or another node: real faults, and what is told of each. */
class WhyNodeTest extends AskingANode {
    @Test
    void safeMode() {
        node.install();
        node.world.close();
        node.world.safeMode = true;
        node.world.start();

        node.first("safe-mode", "started no module", "A64_SAFE_MODE");
        assertThat(node.world.routes.unservedModule("/api/v1/farm")).contains(Farm.NAME);
    }

    @Test
    void storeGone() {
        node.install();
        node.world.store.failWith(new ProblemException(ErrorCode.STORE_UNAVAILABLE, "away"));

        assertThat(node.why().serves()).as("what runs goes on").isTrue();
        node.first("store-unavailable", "The store does not answer", "MONGODB_URI");
        node.world.store.recover();
    }

    @Test
    void anotherNodeDied() {
        node.install();
        var farm = node.world.inventory.require(AskedNode.MINE, Farm.NAME);
        var seen = new Observed("node-2", InstallationState.ENABLED, Status.HEALTHY, Instant.EPOCH, "", false);
        node.world.reports.put(new Report("node-2", Farm.NAME, Map.of(farm.id(), seen)));
        node.world.reports.beat(new Beat("node-2", 7, Instant.EPOCH));
        node.world.observations.round();

        var cause = node.first("node-silent", "Node node-2 has not been heard of", "forgotten after a day");
        assertThat(cause.evidence()).containsEntry("node", "node-2");
    }

    @Test
    void anotherNodeHasItNot() {
        node.install();
        var farm = node.world.inventory.require(AskedNode.MINE, Farm.NAME);
        var seen =
                new Observed("node-2", InstallationState.ERROR, Status.UNKNOWN, Instant.EPOCH, "It lacks it.", false);
        node.world.reports.put(new Report("node-2", Farm.NAME, Map.of(farm.id(), seen)));
        node.world.reports.beat(new Beat("node-2", 7, Instant.EPOCH));
        node.world.observations.round();
        node.world.reports.beat(new Beat("node-2", 8, Instant.EPOCH));
        node.world.observations.round();

        var cause = node.first("other-node-error", "Node node-2 has it ERROR: It lacks it.", "Ask that node");
        assertThat(cause.stops()).isFalse();
    }
}

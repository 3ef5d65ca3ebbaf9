package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.reasons.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a module needs of others: real faults, and what is told of each. */
class WhyNeedsTest extends AskingANode {
    @Test
    void dependencyDisabledForItsLicense() {
        node.install();
        node.barn("barn", "farm ^1.0.0");
        node.world.decisions.put(AskedNode.MINE, new Refused(Reason.EXPIRED, "Get a newer one."));
        node.world.watch.wake();
        node.awaitState(InstallationState.DISABLED);

        var causes = node.world.report.why("barn", AskedNode.MINE).causes();
        assertThat(causes).extracting(Cause::code).contains("dependency-disabled");
        assertThat(causes.get(0).observed()).isEqualTo("barn needs farm ^1.0.0, which is disabled.");
        assertThat(causes.get(0).advice()).isEqualTo("Enable it with POST /api/v1/modules/farm/enable.");
        assertThat(causes.get(0).evidence()).containsEntry("module", "farm");
    }

    @Test
    void dependencyGone() {
        node.install();
        node.barn("barn", "farm ^1.0.0");
        var farm = node.world.inventory.require(AskedNode.MINE, Farm.NAME);
        node.world.inventory.remove(AskedNode.MINE, Farm.NAME, farm.id(), Long.MAX_VALUE); // as by another node

        var cause = node.world.report.why("barn", AskedNode.MINE).causes().get(0);
        assertThat(cause.code()).isEqualTo("dependency-missing");
        assertThat(cause.advice()).contains("POST /api/v1/modules/install").contains("\"farm\"");
    }

    @Test
    void dependencyOfAnotherVersion() {
        node.install();
        node.barn("barn", "farm ^1.0.0");
        var next = new Installation.Serves("2.0.0", "ab".repeat(32), "/api/v1/farm", List.of());
        node.world.store.update(
                node.world.inventory.require(AskedNode.MINE, Farm.NAME).at(next, Instant.now())); // as by another node
        node.world.inventory.refresh();

        var cause = node.world.report.why("barn", AskedNode.MINE).causes().get(0);
        assertThat(cause.code()).isEqualTo("dependency-version");
        assertThat(cause.observed()).isEqualTo("barn needs farm ^1.0.0, but 2.0.0 is installed.");
        assertThat(cause.advice()).contains("PUT /api/v1/modules/farm/update").contains("^1.0.0");
        assertThat(cause.evidence()).containsEntry("module", "farm");
    }

    @Test
    void dependencyThatDoesNotStart() {
        node.install();
        node.barn("barn", "farm ^1.0.0");
        node.world.close();
        node.world.loadingFails = Optional.of(new ModuleFault("its start throws IllegalStateException: no pump"));
        node.world.start();

        var causes = node.world.report.why("barn", AskedNode.MINE).causes();
        assertThat(causes).extracting(Cause::code).containsSubsequence("start-throws", "dependency-down");
        assertThat(causes.get(causes.size() - 1).advice()).isEqualTo("See GET /api/v1/modules/farm/why.");
        node.first("start-throws", "no pump", "logs/a64.log has the stack");
    }
}

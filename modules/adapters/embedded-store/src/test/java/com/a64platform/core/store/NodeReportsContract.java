package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.observing.ModuleHealth.Status;
import com.a64platform.core.observing.NodeReports.Beat;
import com.a64platform.core.observing.NodeReports.Report;
import com.a64platform.core.observing.Observed;
import com.a64platform.core.store.observing.MongoNodeReports;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What nodes say of their modules, whatever engine is below. */
interface NodeReportsContract {
    MongoStore store();

    @Test
    default void readsBackWhatAnotherNodeHasSaid() {
        var reports = new MongoNodeReports(store());
        var node = UUID.randomUUID().toString();
        var first = report(node, "farm", InstallationState.ERROR, "It does not resolve.");
        var second = report(node, "farm", InstallationState.ENABLED, "");
        var other = report(node, "barn", InstallationState.ENABLED, "");

        reports.put(first);
        assertThat(reports.ofOthers("me")).contains(first);
        reports.put(second);
        reports.put(other);

        assertThat(reports.ofOthers("me")).contains(second, other).doesNotContain(first);
        assertThat(reports.ofOthers(node)).doesNotContain(second, other);
        reports.remove(node, "barn");
        assertThat(reports.ofOthers("me")).contains(second).doesNotContain(other);
    }

    @Test
    default void keepsOneSignOfLifeForEachNode() {
        var reports = new MongoNodeReports(store());
        var node = UUID.randomUUID().toString();
        var report = report(node, "farm", InstallationState.ENABLED, "");
        var beat = new Beat(node, 2, Instant.parse("2026-01-31T00:00:00.123Z"));

        reports.put(report);
        reports.beat(new Beat(node, 1, Instant.EPOCH));
        reports.beat(beat);
        assertThat(reports.beats())
                .contains(beat)
                .filteredOn(known -> known.node().equals(node))
                .hasSize(1);

        reports.remove(node);
        assertThat(reports.beats()).doesNotContain(beat);
        assertThat(reports.ofOthers("me")).doesNotContain(report);
    }

    private static Report report(String node, String module, InstallationState state, String reason) {
        var since = Instant.parse("2026-01-31T00:00:00.123Z");
        return new Report(node, module, Map.of("i1", new Observed(node, state, Status.UNKNOWN, since, reason, false)));
    }
}

package com.a64platform.core.snapshots;

import com.a64platform.core.applying.EarlierSettings;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.planning.Plan;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What going back to a snapshot would do. Immutable.
 *
 * @param settings what is set to an earlier version afterwards
 * @param stays what cannot go back, a sentence each
 * @param digest of all of it and of the state that it was computed from
 */
public record SnapshotPlan(
        String snapshotId, Plan plan, List<EarlierSettings> settings, List<String> stays, String digest) {
    static SnapshotPlan of(String snapshotId, Plan plan, List<EarlierSettings> settings, List<String> stays) {
        var content = String.join("\n", snapshotId, plan.digest(), settings.toString(), stays.toString());
        return new SnapshotPlan(
                snapshotId,
                plan,
                List.copyOf(settings),
                List.copyOf(stays),
                Digests.sha256(content.getBytes(StandardCharsets.UTF_8)));
    }
}

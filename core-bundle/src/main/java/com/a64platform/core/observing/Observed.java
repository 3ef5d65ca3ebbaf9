package com.a64platform.core.observing;

import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.problem.Brief;
import java.time.Instant;

/**
 * An installation as a node sees it.
 *
 * @param since when the node first saw it so
 * @param reason why it is not as desired, or not healthy; empty when it is. An error has one
 * @param stale whether the node has not been heard of for a while, so that all of it may be wrong by now
 */
public record Observed(
        String node, InstallationState state, ModuleHealth.Status health, Instant since, String reason, boolean stale) {
    private static final int LONGEST_REASON = 600;

    public Observed {
        if (state == InstallationState.ERROR && reason.isBlank()) {
            throw new IllegalArgumentException("An error needs a reason");
        }
        reason = Brief.of(reason, LONGEST_REASON);
    }

    /** What is known when nobody has heard of the node any more: nothing of its health. */
    Observed outdated(String why) {
        var said = reason.isEmpty() ? why : why + " It said: " + reason;
        return new Observed(node, state, ModuleHealth.Status.UNKNOWN, since, said, true);
    }
}

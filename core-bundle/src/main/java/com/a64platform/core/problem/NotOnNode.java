package com.a64platform.core.problem;

import java.time.Duration;

/** A module that the tenant has enabled and that this node does not serve; another node may, and this one may soon. */
public final class NotOnNode {
    /** A start takes seconds. */
    private static final Duration COME_AGAIN = Duration.ofSeconds(5);

    private NotOnNode() {}

    /** Names no reason: what a node lacks is for who may ask for it. */
    public static ProblemException of(String module) {
        var why = "/api/v1/modules/" + module + "/why";
        return new ProblemException(
                        ErrorCode.MODULE_NOT_ON_NODE,
                        "Module " + module + " is enabled for your tenant, but this node does not serve it now; GET "
                                + why + " says why and what to do.",
                        COME_AGAIN)
                .with("module", module)
                .with("why", why);
    }
}

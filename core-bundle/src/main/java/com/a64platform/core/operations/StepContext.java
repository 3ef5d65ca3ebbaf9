package com.a64platform.core.operations;

import java.time.Duration;

/** What a running step sees of its operation. Used by the operation's thread only. */
public interface StepContext {
    String operationId();

    /** The module the operation works on. */
    String subject();

    String tenantId();

    String startedBy();

    /** A value the operation was submitted with or a step has put; empty when there is none. */
    String get(String key);

    /** Keeps a value for the steps after this one and for its undo; durable when the call returns. */
    void put(String key, String value);

    /** Says what is going on, for people. */
    void say(String detail);

    /**
     * The fencing token that goes with every effect on the store: it is larger than that of whoever worked on the subject
     * before, and the store refuses a smaller one than it has seen. Asked for right before the effect; waits when this node
     * has not reached the store for a while.
     *
     * @throws RuntimeException when this node may not go on with the operation; let it pass
     */
    long fence();

    /** What is left of the operation's time limit; zero or negative when it has passed. */
    Duration remaining();
}

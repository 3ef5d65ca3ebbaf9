package com.a64platform.core.memory;

import java.util.function.UnaryOperator;

/** Keeps the platform's monotonic state in the store. Thread-safe. */
public interface MonotonicStateRepository {
    /** The state; {@link MonotonicState#EMPTY} before anything was kept. */
    MonotonicState load();

    /**
     * Changes the state as one step, also among nodes.
     *
     * @param change may be called more than once; what it throws changes nothing and is thrown on
     * @return the state after
     */
    MonotonicState update(UnaryOperator<MonotonicState> change);
}

package com.a64platform.core.memory;

import java.util.function.UnaryOperator;

/** Keeps the state of a store that lives as long as the test; can be restored to what it was. */
public final class InMemoryStates implements MonotonicStateRepository {
    private MonotonicState state = MonotonicState.EMPTY;

    @Override
    public synchronized MonotonicState load() {
        return state;
    }

    @Override
    public synchronized MonotonicState update(UnaryOperator<MonotonicState> change) {
        state = change.apply(state);
        return state;
    }

    public synchronized void restore(MonotonicState old) {
        state = old;
    }
}

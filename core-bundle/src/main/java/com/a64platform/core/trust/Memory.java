package com.a64platform.core.trust;

import java.util.function.UnaryOperator;

/**
 * What this platform remembers, in the store and in the home; the higher of both counts, and each change is written to
 * both. Thread-safe.
 */
final class Memory {
    private final MonotonicStateRepository store;
    private final HomeState home;

    Memory(MonotonicStateRepository store, HomeState home) {
        this.store = store;
        this.home = home;
    }

    synchronized MonotonicState recall() {
        return home.read().merge(store.load());
    }

    /** @param change throws to refuse; then nothing is written */
    synchronized void remember(UnaryOperator<MonotonicState> change) {
        var kept = home.read();
        var known = kept.merge(store.load());
        if (change.apply(known).equals(known) && known.equals(kept)) {
            return;
        }
        // the home's part goes into the store with it, so that a store that was restored is whole again
        var after = store.update(state -> change.apply(kept.merge(state)));
        home.write(after);
    }
}

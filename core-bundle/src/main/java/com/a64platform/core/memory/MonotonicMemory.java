package com.a64platform.core.memory;

import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What this platform remembers, in the store and in the home; the higher of both counts, and each change is written to
 * both. Thread-safe.
 */
@Component(service = MonotonicMemory.class)
public final class MonotonicMemory {
    private final MonotonicStateRepository store;
    private final HomeState home;

    @Activate
    public MonotonicMemory(@Reference Platform platform, @Reference MonotonicStateRepository store) {
        this(platform.home(), store);
    }

    public MonotonicMemory(Home home, MonotonicStateRepository store) {
        this.store = store;
        var folder = folder(home.data().resolve("trust"));
        this.home = new HomeState(folder.resolve("state"), folder(home.keys()).resolve("trust-state.key"));
    }

    /** @throws com.a64platform.core.problem.ProblemException TRUST_METADATA_INVALID when the home's part is not its own */
    public synchronized MonotonicState recall() {
        return home.read().merge(store.load());
    }

    /** @param change throws to refuse; then nothing is written. May be called more than once */
    public synchronized void remember(UnaryOperator<MonotonicState> change) {
        var kept = home.read();
        var known = kept.merge(store.load());
        if (change.apply(known).equals(known) && known.equals(kept)) {
            return;
        }
        // the home's part goes into the store with it, so that a store that was restored is whole again
        var after = store.update(state -> change.apply(kept.merge(state)));
        home.write(after);
    }

    private static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be made", e);
        }
    }
}

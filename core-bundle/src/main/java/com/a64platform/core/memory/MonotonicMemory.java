package com.a64platform.core.memory;

import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    private final boolean lookingOnly;

    @Activate
    public MonotonicMemory(@Reference Platform platform, @Reference MonotonicStateRepository store) {
        this(made(platform.home()), store, false);
    }

    /** Of a home, whose folders are made. No second constructor of two arguments: the component runtime might pick it. */
    public static MonotonicMemory of(Home home, MonotonicStateRepository store) {
        return new MonotonicMemory(made(home), store, false);
    }

    private static Home made(Home home) {
        folder(home.data().resolve("trust"));
        folder(home.keys());
        return home;
    }

    private MonotonicMemory(Home home, MonotonicStateRepository store, boolean lookingOnly) {
        this.store = store;
        this.lookingOnly = lookingOnly;
        this.home = state(home);
    }

    /** The home's part alone, for a command beside the platform: it is read and never written. */
    public static MonotonicMemory lookingAt(Home home) {
        return new MonotonicMemory(home, new Nothing(), true);
    }

    /**
     * Brings what one home remembers into another, in which the higher of both counts then.
     *
     * @return for people, what was higher in the first
     */
    public static List<String> carry(Home from, Home to) {
        var mine = state(from).read();
        var theirs = state(to).read();
        var higher = mine.merge(theirs);
        if (!higher.equals(theirs)) {
            state(made(to)).write(higher);
        }
        if (Files.exists(LicensingClock.file(from))) {
            LicensingClock.ofHome(from).read().ifPresent(LicensingClock.ofHome(to)::raise);
        }
        return higher.differencesTo(theirs);
    }

    private static HomeState state(Home home) {
        return new HomeState(home.data().resolve("trust/state"), home.keys().resolve("trust-state.key"));
    }

    /** A store that is not there. */
    private static final class Nothing implements MonotonicStateRepository {
        @Override
        public MonotonicState load() {
            return MonotonicState.EMPTY;
        }

        @Override
        public MonotonicState update(UnaryOperator<MonotonicState> change) {
            return change.apply(MonotonicState.EMPTY);
        }
    }

    /** @throws com.a64platform.core.problem.ProblemException TRUST_METADATA_INVALID when the home's part is not its own */
    public synchronized MonotonicState recall() {
        return home.read().merge(store.load());
    }

    /** @param change throws to refuse; then nothing is written. May be called more than once */
    public synchronized void remember(UnaryOperator<MonotonicState> change) {
        var kept = home.read();
        var known = kept.merge(store.load());
        var wanted = change.apply(known);
        if (lookingOnly || wanted.equals(known) && known.equals(kept)) {
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

package com.a64platform.core.memory;

import com.a64platform.core.crypto.MacKey;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The time that licenses are held against. It starts at the later of the clock and the newest time recorded, and goes
 * forward whatever the clock does. A clock that is more than two days ahead of what is recorded counts while it says so,
 * but is recorded only when a signed time confirms it: so neither setting the clock back, however often, lengthens a
 * license, nor does a clock that was wrong once end every license for ever. Thread-safe.
 */
@Component(service = LicensingClock.class)
public final class LicensingClock {
    private static final Duration JUMP = Duration.ofHours(48);
    private static final Duration BETWEEN_RECORDS = Duration.ofMinutes(10);

    private final Clock clock;
    private final LongSupplier nanos;
    private final List<NewestTime> records;
    private Instant known;
    private Instant recorded;
    private long at;

    @Activate
    public LicensingClock(@Reference Platform platform, @Reference NewestTime store) {
        this(Clock.systemUTC(), System::nanoTime, List.of(store, ofHome(platform.home())));
    }

    /** @param nanos monotonic nanoseconds of this process */
    public LicensingClock(Clock clock, LongSupplier nanos, List<NewestTime> records) {
        this.clock = clock;
        this.nanos = nanos;
        this.records = List.copyOf(records);
        Optional<Instant> newest =
                records.stream().flatMap(record -> record.read().stream()).max(Instant::compareTo);
        this.recorded = newest.orElse(Instant.EPOCH);
        this.known = newest.orElseGet(clock::instant);
        this.at = nanos.getAsLong();
    }

    public synchronized Instant now() {
        advance();
        Instant clockSays = clock.instant();
        if (clockSays.isAfter(known.plus(JUMP))) {
            return clockSays;
        }
        if (clockSays.isAfter(known)) {
            known = clockSays;
        }
        record();
        return known;
    }

    /** A genuine document was signed at this time; it confirms what the clock says, and nothing beyond. */
    public synchronized void confirm(Instant signed) {
        advance();
        if (signed.isAfter(known) && !signed.isAfter(clock.instant())) {
            known = signed;
            record();
        }
    }

    /** The newest time that a home has recorded itself. */
    public static NewestTime ofHome(Home home) {
        return new FileNewestTime(file(home), MacKey.loadOrCreate(home.keys().resolve("licensing.mac")));
    }

    static Path file(Home home) {
        return home.data().resolve("licensing-time");
    }

    private void advance() {
        long now = nanos.getAsLong();
        known = known.plusNanos(now - at);
        at = now;
    }

    private void record() {
        if (known.isAfter(recorded.plus(BETWEEN_RECORDS))) {
            records.forEach(record -> record.raise(known));
            recorded = known;
        }
    }
}

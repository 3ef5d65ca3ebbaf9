package com.a64platform.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.MacKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LicensingClockTest {
    private static final Instant TODAY = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration YEARS = Duration.ofDays(3650);

    @TempDir
    Path home;

    private final AtomicLong nanos = new AtomicLong();
    private final SetClock clock = new SetClock(TODAY);
    private final InMemoryTime newest = new InMemoryTime();
    private FileNewestTime file;

    @BeforeEach
    void prepare() throws IOException {
        file = new FileNewestTime(home.resolve("time"), MacKey.loadOrCreate(home.resolve("mac")));
    }

    @Test
    void neverGoesBackWithinAProcess() {
        LicensingClock licensing = start();
        clock.now = TODAY.minus(YEARS);
        nanos.addAndGet(Duration.ofHours(3).toNanos());

        assertThat(licensing.now()).isEqualTo(TODAY.plus(Duration.ofHours(3)));
    }

    @Test
    void startsAtTheNewestTimeRecordedWhenTheClockWasSetBack() {
        start().now();
        clock.now = TODAY.minus(YEARS);

        assertThat(start().now()).isEqualTo(TODAY);
    }

    @Test
    void believesTheHigherOfBothRecords() {
        start().now();
        clock.now = TODAY.minus(YEARS);

        assertThat(new LicensingClock(clock, nanos::get, List.of(new InMemoryTime(), file)).now())
                .isEqualTo(TODAY);
    }

    @Test
    void smallStepsForwardAreRecorded() {
        LicensingClock licensing = start();
        for (int day = 0; day < 5; day++) {
            licensing.now();
            clock.now = clock.now.plus(Duration.ofDays(1));
        }
        Instant last = licensing.now();
        clock.now = TODAY;

        assertThat(last).isEqualTo(TODAY.plus(Duration.ofDays(5)));
        assertThat(start().now()).isEqualTo(last);
    }

    @Test
    void aJumpForwardCountsWhileItLastsButIsNotRecorded() {
        LicensingClock licensing = start();
        licensing.now();
        clock.now = TODAY.plus(YEARS);
        assertThat(licensing.now()).isEqualTo(clock.now);

        clock.now = TODAY.plusSeconds(60);
        assertThat(licensing.now()).isEqualTo(TODAY.plusSeconds(60));
        assertThat(start().now()).isEqualTo(TODAY.plusSeconds(60));
    }

    @Test
    void aSignedTimeConfirmsAJump() {
        LicensingClock licensing = start();
        licensing.now();
        Instant later = TODAY.plus(Duration.ofDays(100));
        clock.now = later;

        licensing.confirm(later.minusSeconds(5));
        licensing.now();
        clock.now = TODAY;

        assertThat(start().now()).isAfterOrEqualTo(later.minusSeconds(5));
    }

    @Test
    void aSignedTimeAheadOfTheClockConfirmsNothing() {
        LicensingClock licensing = start();

        licensing.confirm(TODAY.plus(YEARS));

        assertThat(licensing.now()).isEqualTo(TODAY);
    }

    @Test
    void aChangedRecordIsNotBelieved() throws IOException {
        start().now();
        Files.writeString(home.resolve("time"), "1 00\n");

        assertThatThrownBy(this::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("damaged");
    }

    private LicensingClock start() {
        return new LicensingClock(clock, nanos::get, List.of(newest, file));
    }
}

package com.a64platform.core.licensing;

import static com.a64platform.core.licensing.LicensingBench.TODAY;
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
    private static final Duration YEARS = Duration.ofDays(3650);

    @TempDir
    Path home;

    private final AtomicLong nanos = new AtomicLong();
    private LicensingBench bench;
    private FileNewestTime file;

    @BeforeEach
    void prepare() throws IOException {
        bench = new LicensingBench(home);
        file = new FileNewestTime(home.resolve("time"), MacKey.loadOrCreate(home.resolve("mac")));
    }

    @Test
    void neverGoesBackWithinAProcess() {
        LicensingClock clock = start();
        bench.clock = TODAY.minus(YEARS);
        nanos.addAndGet(Duration.ofHours(3).toNanos());

        assertThat(clock.now()).isEqualTo(TODAY.plus(Duration.ofHours(3)));
    }

    @Test
    void startsAtTheNewestTimeRecordedWhenTheClockWasSetBack() {
        start().now();
        bench.clock = TODAY.minus(YEARS);

        assertThat(start().now()).isEqualTo(TODAY);
    }

    @Test
    void believesTheHigherOfBothRecords() {
        start().now();
        bench.clock = TODAY.minus(YEARS);

        assertThat(new LicensingClock(bench.clock(), nanos::get, List.of(new LicensingBench.MemoryTime(), file)).now())
                .isEqualTo(TODAY);
    }

    @Test
    void smallStepsForwardAreRecorded() {
        LicensingClock clock = start();
        for (int day = 0; day < 5; day++) {
            clock.now();
            bench.clock = bench.clock.plus(Duration.ofDays(1));
        }
        Instant last = clock.now();
        bench.clock = TODAY;

        assertThat(last).isEqualTo(TODAY.plus(Duration.ofDays(5)));
        assertThat(start().now()).isEqualTo(last);
    }

    @Test
    void aJumpForwardCountsWhileItLastsButIsNotRecorded() {
        LicensingClock clock = start();
        clock.now();
        bench.clock = TODAY.plus(YEARS);
        assertThat(clock.now()).isEqualTo(bench.clock);

        bench.clock = TODAY.plusSeconds(60);
        assertThat(clock.now()).isEqualTo(TODAY.plusSeconds(60));
        assertThat(start().now()).isEqualTo(TODAY.plusSeconds(60));
    }

    @Test
    void aSignedTimeConfirmsAJump() {
        LicensingClock clock = start();
        clock.now();
        Instant later = TODAY.plus(Duration.ofDays(100));
        bench.clock = later;

        clock.confirm(later.minusSeconds(5));
        clock.now();
        bench.clock = TODAY;

        assertThat(start().now()).isAfterOrEqualTo(later.minusSeconds(5));
    }

    @Test
    void aSignedTimeAheadOfTheClockConfirmsNothing() {
        LicensingClock clock = start();

        clock.confirm(TODAY.plus(YEARS));

        assertThat(clock.now()).isEqualTo(TODAY);
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
        return new LicensingClock(bench.clock(), nanos::get, List.of(bench.newest, file));
    }
}

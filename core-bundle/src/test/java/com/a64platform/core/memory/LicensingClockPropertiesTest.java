package com.a64platform.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What holds of licensing time whatever the clock does, over many chains of chances. */
class LicensingClockPropertiesTest {
    private static final Instant TODAY = Instant.parse("2026-06-01T12:00:00Z");
    private static final int CHAINS = 500;
    private static final int STEPS = 100;

    private final AtomicLong nanos = new AtomicLong();
    private SetClock clock;
    private InMemoryTime record;
    private LicensingClock licensing;

    @Test
    void neverGoesBelowWhatIsRecordedAndNeverRecordsLess() {
        forEachChain((random, step) -> {
            Instant before = recorded();
            turn(random, Duration.ofDays(4000));
            assertThat(licensing.now()).isAfterOrEqualTo(before);
            assertThat(recorded()).isAfterOrEqualTo(before);
        });
    }

    @Test
    void stepsOfLessThanTwoDaysNeverTurnTimeBack() {
        forEachChain((random, step) -> {
            Instant before = licensing.now();
            turn(random, Duration.ofHours(20));
            assertThat(licensing.now()).isAfterOrEqualTo(before.minus(Duration.ofMinutes(10)));
        });
    }

    @Test
    void aJumpIsNeverRecordedUnlessASignedTimeConfirmsIt() {
        forEachChain((random, step) -> {
            Instant known = licensing.now();
            clock.now = known.plus(Duration.ofDays(3 + random.nextInt(4000)));
            licensing.now();
            restartNowAndThen(random);
            licensing.now();
            assertThat(recorded()).isBeforeOrEqualTo(known);
            clock.now = known;
        });
    }

    @Test
    void aSignedTimeConfirmsNothingBeyondItselfAndTheClock() {
        forEachChain((random, step) -> {
            Instant known = licensing.now();
            Instant jump = known.plus(Duration.ofDays(3 + random.nextInt(300)));
            Instant signed = known.plus(Duration.ofDays(random.nextInt(600)));
            clock.now = jump;
            licensing.confirm(signed);
            assertThat(recorded()).isBeforeOrEqualTo(signed.isAfter(jump) ? known : max(signed, known));
            clock.now = known;
            licensing.now();
        });
    }

    private interface Step {
        void take(Random random, int number);
    }

    private void forEachChain(Step step) {
        for (int seed = 0; seed < CHAINS; seed++) {
            var random = new Random(seed);
            clock = new SetClock(TODAY);
            record = new InMemoryTime();
            restart();
            licensing.now();
            for (int number = 0; number < STEPS; number++) {
                step.take(random, number);
            }
        }
    }

    /** The clock goes anywhere, the process runs on or is started again. */
    private void turn(Random random, Duration most) {
        long reach = most.toSeconds();
        clock.now = clock.now.plusSeconds((long) ((random.nextDouble() * 2 - 1) * reach));
        if (clock.now.isBefore(Instant.EPOCH)) {
            clock.now = Instant.EPOCH;
        }
        nanos.addAndGet(Duration.ofMinutes(random.nextInt(600)).toNanos());
        restartNowAndThen(random);
    }

    private void restartNowAndThen(Random random) {
        if (random.nextInt(5) == 0) {
            restart();
        }
    }

    private void restart() {
        licensing = new LicensingClock(clock, nanos::get, List.of(record));
    }

    private Instant recorded() {
        return record.read().orElse(Instant.EPOCH);
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}

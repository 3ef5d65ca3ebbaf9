package com.a64platform.core.identity;

import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockOutTest {
    private static final String ANNA = "anna@example.org";
    private static final String HOME = "192.0.2.1";
    private static final String ATTACKER = "198.51.100.9";

    private final MovableClock clock = new MovableClock();
    private final InMemoryAttemptsRepository repository = new InMemoryAttemptsRepository();
    private final LockOut lockOut = new LockOut(repository, clock);

    @Test
    void locksAtTheFifthFailureAndSaysForHowLong() {
        for (int i = 0; i < 4; i++) {
            assertThat(lockOut.failed(ANNA, ATTACKER)).isFalse();
            lockOut.check(ANNA, ATTACKER);
        }
        assertThat(lockOut.failed(ANNA, ATTACKER)).isTrue();
        clock.pass(Duration.ofSeconds(30));

        assertThatThrownBy(() -> lockOut.check(ANNA, HOME)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.ACCOUNT_LOCKED);
            assertThat(e.retryAfter()).contains(Duration.ofSeconds(14 * 60 + 30));
            assertThat(e.detail()).isEqualTo("Try again in 15 minutes.");
        });
    }

    @Test
    void aRestartForgetsNoLock() {
        fail(5, ANNA, ATTACKER);

        refused(ErrorCode.ACCOUNT_LOCKED, () -> new LockOut(repository, clock).check(ANNA, ATTACKER));
    }

    @Test
    void opensAgainAfterFifteenMinutes() {
        fail(5, ANNA, ATTACKER);
        clock.pass(Duration.ofMinutes(15));

        lockOut.check(ANNA, ATTACKER);
        assertThat(lockOut.failed(ANNA, ATTACKER)).isFalse();
    }

    @Test
    void failuresOlderThanFifteenMinutesDoNotCount() {
        fail(4, ANNA, ATTACKER);
        clock.pass(Duration.ofMinutes(15));

        assertThat(lockOut.failed(ANNA, ATTACKER)).isFalse();
    }

    @Test
    void aSuccessForgetsTheFailures() {
        fail(4, ANNA, HOME);
        lockOut.succeeded(ANNA, HOME);

        assertThat(lockOut.failed(ANNA, HOME)).isFalse();
    }

    @Test
    void failuresFromElsewhereDoNotLockOutAUsualAddress() {
        lockOut.succeeded(ANNA, HOME);
        fail(5, ANNA, ATTACKER);

        refused(ErrorCode.ACCOUNT_LOCKED, () -> lockOut.check(ANNA, ATTACKER));
        assertThatCode(() -> lockOut.check(ANNA, HOME)).doesNotThrowAnyException();
    }

    @Test
    void aUsualAddressIsLockedByFailuresOfItsOwn() {
        lockOut.succeeded(ANNA, HOME);
        fail(5, ANNA, HOME);

        refused(ErrorCode.ACCOUNT_LOCKED, () -> lockOut.check(ANNA, HOME));
        assertThatCode(() -> lockOut.check(ANNA, ATTACKER)).doesNotThrowAnyException();
    }

    @Test
    void theOwnerOfTheHomeLiftsEveryLock() {
        fail(20, "somebody@example.org", HOME);
        fail(5, ANNA, ATTACKER);
        lockOut.exempt(ANNA);
        fail(30, ANNA, ATTACKER);

        assertThatCode(() -> lockOut.check(ANNA, HOME)).doesNotThrowAnyException();
        clock.pass(Duration.ofMinutes(15));
        fail(5, ANNA, ATTACKER);
        refused(ErrorCode.ACCOUNT_LOCKED, () -> lockOut.check(ANNA, ATTACKER));
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.9, 198.51.100.9, true",
        "198.51.100.9, 198.51.100.8, false",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "[::1], ::1, true"
    })
    void locksAnAddressThatTriesManyAccounts(String attacker, String other, boolean same) {
        for (int i = 0; i < LockOut.ADDRESS_LIMIT; i++) {
            lockOut.failed("user" + i + "@example.org", attacker);
        }

        if (same) {
            refused(ErrorCode.ACCOUNT_LOCKED, () -> lockOut.check(ANNA, other));
        } else {
            assertThatCode(() -> lockOut.check(ANNA, other)).doesNotThrowAnyException();
        }
    }

    @Test
    void forgetsWhatCountsNoMore() {
        fail(1, ANNA, ATTACKER);
        clock.pass(Duration.ofHours(1));
        fail(1, "other@example.org", HOME);

        assertThat(repository.attempts).hasSize(2);
    }

    @Test
    void keepsNoAddressInTheClear() {
        fail(1, ANNA, ATTACKER);

        assertThat(repository.attempts.keySet()).noneMatch(key -> key.contains("anna"));
    }

    private void fail(int times, String email, String address) {
        for (int i = 0; i < times; i++) {
            lockOut.failed(email, address);
        }
    }
}

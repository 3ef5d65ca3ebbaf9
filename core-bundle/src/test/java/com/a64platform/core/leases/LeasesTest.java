package com.a64platform.core.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.leases.LeaseRecord.Asked;
import com.a64platform.core.memory.InMemoryStates;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.platform.Home;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final SigningKey ISSUER = SigningKey.generate();
    private static final String HERE = SigningKey.generate().keyId();

    @TempDir
    Path home;

    private final InMemoryLeases repository = new InMemoryLeases();
    private final InMemoryStates store = new InMemoryStates();
    private Leases leases;

    @BeforeEach
    void open() {
        var clock = new LicensingClock(Clock.fixed(NOW, ZoneOffset.UTC), () -> 0, List.of());
        leases = new Leases(repository, MonotonicMemory.of(new Home(home), store), clock);
    }

    @Test
    void keepsTheLeaseThatAnswersTheQuestion() throws Exception {
        var asked = leases.next(ISSUER.publicKey(), "L");
        assertThat(asked.counter()).isEqualTo(1);

        accept(lease("L", HERE, asked.nonce(), 1), asked);

        assertThat(current().orElseThrow().expires()).isEqualTo(NOW.plus(LeaseClaims.USUAL));
        assertThat(leases.next(ISSUER.publicKey(), "L").counter()).isEqualTo(2);
    }

    @Test
    void asksAgainWithTheSameQuestionUntilItIsAnswered() {
        var asked = leases.next(ISSUER.publicKey(), "L");

        open();

        assertThat(leases.next(ISSUER.publicKey(), "L")).isEqualTo(asked);
    }

    @Test
    void asksBeyondWhatTheHomeRemembersWhenTheStoreIsRestored() throws Exception {
        var asked = leases.next(ISSUER.publicKey(), "L");
        accept(lease("L", HERE, asked.nonce(), 41), asked);

        store.restore(MonotonicState.EMPTY);
        repository.remove(ISSUER.keyId(), "L");

        assertThat(leases.next(ISSUER.publicKey(), "L").counter()).isEqualTo(42);
    }

    @Test
    @Tag("attack")
    void takesNoLeaseForAnythingElse() {
        var asked = leases.next(ISSUER.publicKey(), "L");

        refuses(lease("M", HERE, asked.nonce(), 1), asked, "It is for another license");
        refuses(lease("L", SigningKey.generate().keyId(), asked.nonce(), 1), asked, "It is for another installation");
        refuses(lease("L", HERE, Nonces.fresh(), 1), asked, "It answers another question");
        refuses(byAStranger(asked), asked, "It is not signed by the license's issuer");
        assertThat(current()).isEmpty();
    }

    @Test
    @Tag("attack")
    void takesNoLeaseTwiceAndNoneThatGoesBack() throws Exception {
        var first = leases.next(ISSUER.publicKey(), "L");
        var token = lease("L", HERE, first.nonce(), 5);
        accept(token, first);

        var second = leases.next(ISSUER.publicKey(), "L");
        refuses(token, second, "It answers another question");
        refuses(lease("L", HERE, second.nonce(), 5), second, "It is older than what was asked for");
        // a question that somebody has set back in the store does not help
        refuses(lease("L", HERE, second.nonce(), 4), new Asked(second.nonce(), 1), "It is not newer");
        assertThat(current().orElseThrow().sequence()).isEqualTo(5);
    }

    @Test
    @Tag("attack")
    void takesNoLeaseThatIsDatedAhead() throws Exception {
        var asked = leases.next(ISSUER.publicKey(), "L");

        refuses(ahead(asked, Duration.ofDays(2)), asked, "It ends later than any lease may");
        assertThat(current()).isEmpty();
        accept(ahead(asked, Duration.ofHours(23)), asked);
    }

    @Test
    @Tag("attack")
    void believesNoLeaseThatSomebodyWroteIntoTheStore() {
        var forger = SigningKey.generate();
        var forged = LeaseToken.sign(
                forger,
                new LeaseClaims(forger.keyId(), "1", "L", HERE, Nonces.fresh(), 9, NOW, NOW.plus(Duration.ofDays(30))));
        repository.put(new LeaseRecord(
                ISSUER.keyId(), "L", Ed25519.encode(forger.publicKey()), Optional.of(forged), Optional.empty()));
        assertThat(current()).isEmpty();

        repository.put(new LeaseRecord(
                ISSUER.keyId(),
                "L",
                Ed25519.encode(ISSUER.publicKey()),
                Optional.of(lease("OTHER", HERE, Nonces.fresh(), 9)),
                Optional.empty()));
        assertThat(current()).isEmpty();
    }

    private Optional<LeaseClaims> current() {
        return leases.current(ISSUER.keyId(), "L", HERE);
    }

    private void accept(String token, Asked asked) throws MalformedDocumentException {
        leases.accept(token, ISSUER.publicKey(), "L", HERE, asked);
    }

    private void refuses(String token, Asked asked, String why) {
        assertThatThrownBy(() -> accept(token, asked))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageStartingWith(why);
    }

    private static String lease(String license, String installation, String nonce, long sequence) {
        return LeaseToken.sign(
                ISSUER,
                new LeaseClaims(
                        ISSUER.keyId(),
                        "lease-" + sequence,
                        license,
                        installation,
                        nonce,
                        sequence,
                        NOW,
                        NOW.plus(LeaseClaims.USUAL)));
    }

    private static String ahead(Asked asked, Duration ahead) {
        var from = NOW.plus(ahead);
        return LeaseToken.sign(
                ISSUER,
                new LeaseClaims(
                        ISSUER.keyId(), "1", "L", HERE, asked.nonce(), 1, from, from.plus(LeaseClaims.LONGEST)));
    }

    private static String byAStranger(Asked asked) {
        var key = SigningKey.generate();
        return LeaseToken.sign(
                key, new LeaseClaims(key.keyId(), "1", "L", HERE, asked.nonce(), 1, NOW, NOW.plus(LeaseClaims.USUAL)));
    }
}

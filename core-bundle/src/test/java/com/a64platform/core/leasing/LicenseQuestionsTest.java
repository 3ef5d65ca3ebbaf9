package com.a64platform.core.leasing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.leases.InMemoryLeases;
import com.a64platform.core.leases.LeaseClaims;
import com.a64platform.core.leases.LeaseToken;
import com.a64platform.core.leases.Leases;
import com.a64platform.core.leases.Nonces;
import com.a64platform.core.leases.Question;
import com.a64platform.core.leases.StatusClaims;
import com.a64platform.core.leases.StatusToken;
import com.a64platform.core.leasing.Outcome.Leased;
import com.a64platform.core.leasing.Outcome.Nothing;
import com.a64platform.core.leasing.Outcome.Revoked;
import com.a64platform.core.licensing.InstallationIdentity;
import com.a64platform.core.licensing.IssuerDirectory.Issuer;
import com.a64platform.core.licensing.LicenseClaims;
import com.a64platform.core.licensing.LicenseToken;
import com.a64platform.core.licensing.Revocations;
import com.a64platform.core.memory.InMemoryStates;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.registry.TestSettings;
import com.a64platform.core.versions.VersionRange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that lies, and what is believed of it. */
class LicenseQuestionsTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final SigningKey ISSUER = SigningKey.generate();
    private static final SigningKey STRANGER = SigningKey.generate();

    @TempDir
    Path home;

    private HttpServer server;
    private volatile Function<Question, String> lie;
    private InstallationIdentity identity;
    private Leases leases;
    private Revocations revocations;
    private LicenseQuestions questions;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/validate", exchange -> {
            try (exchange) {
                var question = Question.read(
                        Question.Kind.VALIDATE, exchange.getRequestBody().readAllBytes());
                var answer = lie.apply(question).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (MalformedDocumentException e) {
                exchange.sendResponseHeaders(400, -1);
            }
        });
        server.start();
        Files.createDirectories(home.resolve("data/keys"));
        var platform = new Platform(settings());
        var memory = MonotonicMemory.of(platform.home(), new InMemoryStates());
        identity = new InstallationIdentity(platform);
        var clock = new LicensingClock(Clock.systemUTC(), System::nanoTime, List.of());
        leases = new Leases(new InMemoryLeases(), memory, clock);
        revocations = new Revocations(memory);
        var issuer = new Issuer(ISSUER.keyId(), ISSUER.publicKey(), List.of("*"), Instant.EPOCH, NOW.plusSeconds(9999));
        questions = new LicenseQuestions(
                platform,
                identity,
                publisher -> publisher.equals("green") ? List.of(issuer) : List.of(),
                leases,
                revocations,
                clock);
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void believesALeaseThatAnswersItsQuestion() {
        lie = question -> valid(license("L"), lease("L", identity.id(), question.nonce(), question.counter()));

        assertThat(ask()).isInstanceOf(Leased.class);
        assertThat(current("L").orElseThrow().sequence()).isEqualTo(1);
        assertThat(ask()).isInstanceOf(Leased.class);
        assertThat(current("L").orElseThrow().sequence()).isEqualTo(2);
    }

    @Test
    void takesTheLeaseOfARenewedLicense() {
        lie = question -> valid(license("L.2"), lease("L.2", identity.id(), question.nonce(), question.counter()));

        assertThat(((Leased) ask()).license()).isEqualTo(license("L.2"));
        // the process may have ended before the renewed license was kept: the same answer is taken again
        assertThat(ask()).isInstanceOf(Leased.class);
        assertThat(current("L.2")).isPresent();
        assertThat(current("L")).isEmpty();
    }

    @Test
    @Tag("attack")
    void takesNothingElseInPlaceOfALease() {
        refuses(question -> valid(license("L"), license("L")), "Its type must be a64-lease+jwt");
        refuses(question -> valid(license("L"), status("L")), "Its type must be a64-lease+jwt");
        refuses(
                question -> valid(
                        lease("L", identity.id(), question.nonce(), 1), lease("L", identity.id(), question.nonce(), 1)),
                "Its type must be a64-license+jwt");
        refuses(
                question -> valid(license("L"), lease("M", identity.id(), question.nonce(), 1)),
                "It is for another license");
        refuses(
                question -> valid(license("L"), lease("L", STRANGER.keyId(), question.nonce(), 1)),
                "It is for another installation");
        refuses(
                question -> valid(license("L"), lease("L", identity.id(), Nonces.fresh(), 1)),
                "It answers another question");
        refuses(
                question -> valid(license("L"), leaseBy(STRANGER, "L", identity.id(), question.nonce(), 1)),
                "It is not signed by the license's issuer");
        assertThat(current("L")).isEmpty();
    }

    @Test
    @Tag("attack")
    void takesNoLeaseAgainAndNoneThatGoesBack() {
        lie = question -> valid(license("L"), lease("L", identity.id(), question.nonce(), 7));
        assertThat(ask()).isInstanceOf(Leased.class);
        var replayed = lease("L", identity.id(), current("L").orElseThrow().nonce(), 7);

        refuses(question -> valid(license("L"), replayed), "It answers another question");
        refuses(
                question -> valid(license("L"), lease("L", identity.id(), question.nonce(), 7)),
                "It is older than what was asked for");
        assertThat(current("L").orElseThrow().sequence()).isEqualTo(7);
    }

    @Test
    void believesASignedRevocation() {
        lie = question -> invalid(status("L"));

        assertThat(ask()).isEqualTo(new Revoked("L"));
        assertThat(revocations.revoked(ISSUER.keyId(), "L")).isTrue();
    }

    @Test
    @Tag("attack")
    void revokesNothingBecauseSomebodySaysSo() {
        lie = question -> "{\"valid\":false,\"reason\":\"REVOKED\",\"error\":\"It is over.\"}";
        assertThat(ask()).isEqualTo(new Nothing(true, "REVOKED", "It is over."));

        refuses(
                question -> invalid(StatusToken.sign(STRANGER, new StatusClaims(STRANGER.keyId(), "1", "L", NOW))),
                "It is not signed by the license's issuer");
        refuses(question -> invalid(status("M")), "The status is for another license");
        refuses(question -> invalid(license("L")), "Its type must be a64-status+jwt");
        assertThat(revocations.revoked(ISSUER.keyId(), "L")).isFalse();
        assertThat(revocations.revoked(ISSUER.keyId(), "M")).isFalse();
    }

    @Test
    @Tag("attack")
    void takesACodesLicenseFromThePublishersIssuerOnly() {
        var own = licenseBy(STRANGER, "L");
        lie = question -> valid(own, leaseBy(STRANGER, "L", identity.id(), question.nonce(), 1));

        assertThat(((Nothing) questions.exchange("ABCDE-12345-ABCDE", "farm-manager", "green", 0)).advice())
                .contains("an issuer whom the module's publisher does not name");
        lie = question -> valid(license("L"), lease("L", identity.id(), question.nonce(), 1));
        assertThat(questions.exchange("ABCDE-12345-ABCDE", "farm-manager", "blue", 0))
                .isInstanceOf(Nothing.class);
        assertThat(questions.exchange("ABCDE-12345-ABCDE", "farm-manager", "green", 0))
                .isInstanceOf(Leased.class);
    }

    @Test
    void saysThatNobodyWasReached() {
        server.stop(0);
        assertThat(((Nothing) ask()).answered()).isFalse();
        assertThatThrownBy(() -> questions.awaitChange(0)).isInstanceOf(IOException.class);
    }

    private void refuses(Function<Question, String> liar, String why) {
        lie = liar;
        assertThat(ask()).isInstanceOfSatisfying(Nothing.class, nothing -> {
            assertThat(nothing.reason()).isEqualTo("NOT_BELIEVED");
            assertThat(nothing.advice()).startsWith("What the license server says is not believed: " + why);
        });
    }

    private Outcome ask() {
        return questions.lease(license("L"), "farm-manager", "green", 0);
    }

    private Optional<LeaseClaims> current(String license) {
        return leases.current(ISSUER.keyId(), license, identity.id());
    }

    private static String valid(String license, String lease) {
        return "{\"valid\":true,\"license\":\"" + license + "\",\"lease\":\"" + lease + "\"}";
    }

    private static String invalid(String status) {
        return "{\"valid\":false,\"reason\":\"REVOKED\",\"error\":\"It is over.\",\"status\":\"" + status + "\"}";
    }

    private static String status(String license) {
        return StatusToken.sign(ISSUER, new StatusClaims(ISSUER.keyId(), "1", license, NOW));
    }

    private static String lease(String license, String installation, String nonce, long sequence) {
        return leaseBy(ISSUER, license, installation, nonce, sequence);
    }

    private static String leaseBy(SigningKey key, String license, String installation, String nonce, long sequence) {
        return LeaseToken.sign(
                key,
                new LeaseClaims(
                        key.keyId(), "1", license, installation, nonce, sequence, NOW, NOW.plus(LeaseClaims.USUAL)));
    }

    private String license(String id) {
        return licenseBy(ISSUER, id);
    }

    private String licenseBy(SigningKey key, String id) {
        return LicenseToken.sign(
                key,
                new LicenseClaims(
                        key.keyId(),
                        "Green",
                        id,
                        NOW,
                        NOW,
                        Optional.empty(),
                        "farm-manager",
                        VersionRange.find("*").orElseThrow(),
                        LicenseClaims.Type.PER_INSTALLATION,
                        OptionalInt.empty(),
                        identity.id(),
                        Optional.empty(),
                        Set.of(),
                        Duration.ofDays(14),
                        true));
    }

    private PlatformSettings settings() {
        var values = TestSettings.values(home, "production");
        values.put("LICENSE_MODE", "online");
        values.put("LICENSE_SERVER", "http://127.0.0.1:" + server.getAddress().getPort());
        return PlatformSettings.from(values);
    }
}

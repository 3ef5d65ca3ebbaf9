package com.a64platform.core.licensing;

import static com.a64platform.core.licensing.LicensingBench.FARM;
import static com.a64platform.core.licensing.LicensingBench.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("attack")
class SignedLicensesTest {
    @TempDir
    Path home;

    private LicensingBench bench;

    @BeforeEach
    void prepare() throws IOException {
        bench = new LicensingBench(home);
    }

    @Test
    void grantsAGenuineLicenseThatFits() throws IOException {
        LicenseDecision decision = bench.service().decide("  " + bench.terms().signed() + "\n", FARM);

        assertThat(decision)
                .isEqualTo(new Granted(
                        bench.issuer.keyId(),
                        "L-1",
                        "subscription",
                        Optional.of(TODAY.plus(Duration.ofDays(30))),
                        Set.of("export"),
                        OptionalInt.empty(),
                        "",
                        Optional.of(TODAY.plus(Duration.ofDays(30)))));
    }

    @Test
    void grantsWithoutEndForAnyInstallation() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.type = LicenseClaims.Type.PER_INSTALLATION;
        terms.expires = Optional.empty();
        terms.installation = "*";

        assertThat(bench.service().decide(terms.signed(), FARM).orThrow().until())
                .isEmpty();
    }

    @Test
    void refusesMissing() throws IOException {
        assertRefused(" \n", Reason.MISSING, "The module farm-manager needs a license; hand one in with the request.");
        assertThatThrownBy(() -> bench.service().decide("", FARM).orThrow())
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.LICENSE_MISSING));
    }

    @Test
    void refusesUnknownIssuer() throws IOException {
        String advice =
                "The module's publisher does not let this issuer license the module; ask the publisher who does.";
        String signed = bench.terms().signed();

        assertRefused(
                signed, new LicenseSubject("green", "farm-manager", "1.2.0", "other"), Reason.UNKNOWN_ISSUER, advice);

        bench.issuers.set(0, LicensingBench.named(bench.issuer, "animal-manager"));
        assertRefused(signed, Reason.UNKNOWN_ISSUER, advice);

        bench.issuers.set(0, LicensingBench.named(SigningKey.generate(), "*"));
        assertRefused(signed, Reason.UNKNOWN_ISSUER, advice);
    }

    @Test
    void refusesALicenseIssuedOutsideTheIssuersTime() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.issuedAt = TODAY.minus(Duration.ofDays(301));
        terms.notBefore = terms.issuedAt;

        assertRefused(
                terms.signed(),
                Reason.UNKNOWN_ISSUER,
                "The module's publisher does not let this issuer license the module; ask the publisher who does.");
    }

    @Test
    void refusesALicenseThatACustomerSignedForHimself() throws IOException {
        SigningKey own = SigningKey.generate();
        ObjectNode claims = ClaimsJson.write(bench.terms().claims()).put("iss", own.keyId());

        assertReason(Jws.sign(own, LicenseToken.TYPE, claims), Reason.UNKNOWN_ISSUER);
    }

    @Test
    void refusesBadSignature() throws IOException {
        String[] parts = bench.terms().signed().split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String changed = base64(payload.replace("\"Green Ltd\"", "\"Great Ltd\""));

        assertRefused(
                parts[0] + "." + changed + "." + parts[2],
                Reason.BAD_SIGNATURE,
                "The license was changed or not signed by its issuer; copy it again, whole.");
        String forged = Jws.sign(
                SigningKey.generate(),
                LicenseToken.TYPE,
                ClaimsJson.write(bench.terms().claims()));
        assertReason(parts[0] + forged.substring(forged.indexOf('.')), Reason.BAD_SIGNATURE);
    }

    @Test
    void refusesWrongModule() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.module = "animal-manager";

        assertRefused(
                terms.signed(), Reason.WRONG_MODULE, "This license is for another module; use one for farm-manager.");
    }

    @Test
    void refusesWrongVersion() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.versions = "^2.0.0";

        assertRefused(
                terms.signed(),
                Reason.WRONG_VERSION,
                "This license does not cover version 1.2.0; install a version that it covers or ask its issuer for a wider"
                        + " one.");
    }

    @Test
    void refusesWrongInstallation() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.installation = SigningKey.generate().keyId();

        assertRefused(
                terms.signed(),
                Reason.WRONG_INSTALLATION,
                "This license is for another platform; ask its issuer for one for installation " + bench.identity.id()
                        + ".");
    }

    @Test
    void refusesWrongTenant() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.tenant = Optional.of("blue");

        assertRefused(
                terms.signed(),
                Reason.WRONG_TENANT,
                "This license is for another tenant; ask its issuer for one for this tenant.");
    }

    @Test
    void refusesNotYetValid() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.notBefore = TODAY.plusSeconds(60);

        assertRefused(
                terms.signed(),
                Reason.NOT_YET_VALID,
                "This license counts from 2026-06-01T12:01:00Z; wait until then or check the clock.");
    }

    @Test
    void refusesExpiredWhenHandedIn() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.notBefore = TODAY.minus(Duration.ofDays(9));
        terms.expires = Optional.of(TODAY);

        assertRefused(
                terms.signed(),
                Reason.EXPIRED,
                "This license ended at 2026-06-01T12:00:00Z; ask its issuer for a new one.");
    }

    @Test
    void refusesSeatsExceeded() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.type = LicenseClaims.Type.PER_USER;
        terms.seats = OptionalInt.of(5);
        assertRefused(
                terms.signed(), Reason.SEATS_EXCEEDED, "The tenant's users cannot be counted now; try again later.");
        SignedLicenses service = bench.service();

        service.seats = tenant -> tenant.equals("green") ? 5 : 0;
        assertThat(service.decide(terms.signed(), FARM)).isInstanceOf(Granted.class);

        service.seats = tenant -> 6;
        assertThat(service.decide(terms.signed(), FARM))
                .isEqualTo(
                        new Refused(
                                Reason.SEATS_EXCEEDED,
                                "The tenant has 6 users and this license covers 5; remove users or ask its issuer for more seats."));
    }

    @Test
    void refusesALicenseThatMustBeCheckedOnline() throws IOException {
        LicensingBench.Terms terms = bench.terms();
        terms.online = true;

        assertRefused(
                terms.signed(),
                Reason.LEASE_EXPIRED,
                "This license needs an answer of its license server, and this platform asks none: set LICENSE_SERVER, or"
                        + " ask its issuer for one that is checked offline.");
    }

    @Test
    void refusesFormatAsModeInProduction() {
        bench.settings.put("LICENSE_MODE", "format");
        assertThatThrownBy(bench::service)
                .hasMessage("LICENSE_MODE=format is for development only: set LICENSE_MODE=offline.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABC-123-XYZ", "0b53b6f4-6a0c-4e9e-9a5a-0f5c3f1f7b11", "abcdefghij0123456789"})
    void takesCodesBySpellingInDevelopmentWithFormatOnly(String code) throws IOException {
        assertReason(code, Reason.MALFORMED);

        bench.settings.put("A64_MODE", "development");
        assertReason(code, Reason.MALFORMED);

        bench.settings.put("LICENSE_MODE", "format");
        Granted granted = bench.service().decide(code, FARM).orThrow();
        assertThat(granted.toString()).doesNotContain(code);
        assertThat(bench.service().decide(bench.terms().signed(), FARM)).isInstanceOf(Granted.class);
        assertReason("short", Reason.MALFORMED);
    }

    @Test
    void goesOnInGraceAfterTheEndAndNotLonger() throws IOException {
        SignedLicenses service = bench.service();
        service.keep(bench.terms().signed(), FARM);
        Instant end = TODAY.plus(Duration.ofDays(30));

        at(end.minusSeconds(1), decision -> assertThat(((Granted) decision).grace())
                .isFalse());
        at(end, decision -> assertThat(((Granted) decision).grace()).isTrue());
        at(end.plus(Duration.ofDays(14)).minusSeconds(1), decision -> assertThat(decision)
                .isInstanceOf(Granted.class));
        at(end.plus(Duration.ofDays(14)), decision -> assertThat(((Refused) decision).reason())
                .isEqualTo(Reason.EXPIRED));
    }

    private void at(Instant time, Consumer<LicenseDecision> check) throws IOException {
        bench.clock = time;
        check.accept(bench.service().current(FARM));
    }

    private void assertReason(String license, Reason reason) throws IOException {
        assertThat(bench.service().decide(license, FARM))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private void assertRefused(String license, Reason reason, String advice) throws IOException {
        assertRefused(license, FARM, reason, advice);
    }

    private void assertRefused(String license, LicenseSubject subject, Reason reason, String advice)
            throws IOException {
        assertThat(bench.service().decide(license, subject)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.advice()).isEqualTo(advice);
        });
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

package com.a64platform.core.licensing;

import static com.a64platform.core.licensing.LicensingBench.FARM;
import static com.a64platform.core.licensing.LicensingBench.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultTest {
    private static final String OTHER_SECRET = "another-secret-of-more-than-32-characters-1";

    @TempDir
    Path home;

    private LicensingBench bench;
    private String license;

    @BeforeEach
    void keepOne() throws IOException {
        bench = new LicensingBench(home);
        license = bench.terms().signed();
        bench.service().keep(license, FARM);
    }

    @Test
    void keepsWhatWasGrantedAndNothingElse() throws IOException {
        assertThat(bench.service().current(FARM)).isInstanceOf(Granted.class);
        LicensingBench.Terms wrong = bench.terms();
        wrong.module = "other";
        assertThatThrownBy(() -> bench.service().keep(wrong.signed(), FARM)).hasMessageContaining("WRONG_MODULE");
        assertThat(bench.stored.all).hasSize(1);
    }

    @Test
    void replacesTheLicenseBefore() throws IOException {
        LicensingBench.Terms next = bench.terms();
        next.id = "L-2";

        bench.service().keep(next.signed(), FARM);

        assertThat(bench.service().current(FARM).orThrow().jti()).isEqualTo("L-2");
        assertThat(bench.stored.all).hasSize(1);
    }

    @Test
    void aLicenseThatACrashLeftBehindDoesNotStandInTheWayOfTheNewOne() throws IOException {
        SealedLicense old = bench.stored.all.values().iterator().next();
        LicensingBench.Terms next = bench.terms();
        next.id = "L-2";
        next.expires = Optional.of(TODAY.plus(Duration.ofDays(300)));
        bench.service().keep(next.signed(), FARM);
        bench.stored.put(old);

        for (int day : new int[] {31, 100}) {
            bench.clock = TODAY.plus(Duration.ofDays(day));
            Granted granted = bench.service().current(FARM).orThrow();
            assertThat(granted.jti()).isEqualTo("L-2");
            assertThat(granted.grace()).isFalse();
        }
    }

    @Test
    void forgets() throws IOException {
        bench.service().forget(FARM.tenantId(), FARM.module());

        assertThat(reason(bench.service().current(FARM))).isEqualTo(Reason.MISSING);
    }

    @Tag("attack")
    @Test
    void storesNoPartOfTheLicenseInTheClear() {
        SealedLicense sealed = bench.stored.all.values().iterator().next();
        String bytes = new String(sealed.value().sealed(), StandardCharsets.ISO_8859_1);

        assertThat(bytes).doesNotContain("eyJ").doesNotContain(license.substring(0, 20));
        assertThat(sealed.toString()).doesNotContain("L-1");
    }

    @Tag("attack")
    @Test
    void opensASealedLicenseOnlyWhereItWasSealed() throws IOException {
        SealedLicense sealed = bench.stored.all.values().iterator().next();
        LicenseSubject elsewhere = new LicenseSubject("blue", FARM.module(), FARM.version(), FARM.publisher());
        bench.stored.put(moved(sealed, elsewhere.tenantId()));

        assertThat(reason(bench.service().current(elsewhere))).isEqualTo(Reason.UNSEALABLE);
    }

    @Test
    void goesOnInGraceWhenTheSecretIsAnotherAndOverwritesNothing() throws IOException {
        SealedValue before = bench.stored.all.values().iterator().next().value();
        bench.settings.put("LICENSE_ENCRYPTION_KEY", OTHER_SECRET);

        assertThat(bench.service().current(FARM).orThrow().grace()).isTrue();
        bench.clock = TODAY.plus(Duration.ofDays(14)).plusSeconds(60);
        assertThat(bench.service().current(FARM))
                .isEqualTo(new Refused(
                        Reason.UNSEALABLE,
                        "The license is there but does not open: set LICENSE_ENCRYPTION_KEY to what it was, or hand in the"
                                + " license again."));

        bench.settings.put("LICENSE_ENCRYPTION_KEY", "kJ8s-2mQx91-vvZ0-plq7-RRt5-ooE3-1");
        assertThat(bench.service().current(FARM).orThrow().grace()).isFalse();
        assertThat(bench.stored.all.values().iterator().next().value()).isEqualTo(before);
    }

    @Test
    void keepsWhatDoesNotOpenBesideANewLicense() throws IOException {
        bench.settings.put("LICENSE_ENCRYPTION_KEY", OTHER_SECRET);
        bench.service().keep(license, FARM);

        assertThat(bench.service().current(FARM).orThrow().grace()).isFalse();
        assertThat(bench.stored.all).hasSize(2);
    }

    @Test
    void cannotSayThatALicenseIsOverWhileAnotherNodeHasOneThatDoesNotOpenHere(@TempDir Path elsewhere)
            throws IOException {
        var other = new LicensingBench(elsewhere, bench);
        other.settings.put("LICENSE_ENCRYPTION_KEY", OTHER_SECRET);
        assertThat(reason(other.service().current(FARM))).isEqualTo(Reason.UNSEALABLE);
        var longer = bench.terms();
        longer.id = "L-2";
        longer.expires = Optional.of(TODAY.plus(Duration.ofDays(300)));
        other.service().keep(longer.signed(), FARM);

        bench.clock = TODAY.plus(Duration.ofDays(100));
        other.clock = bench.clock;

        assertThat(other.service().current(FARM)).isInstanceOf(Granted.class);
        assertThat(reason(bench.service().current(FARM))).isEqualTo(Reason.UNSEALABLE);
    }

    @Tag("attack")
    @Test
    void believesNoTermsThatThisHomeDidNotWrite() throws IOException {
        SealedLicense sealed = bench.stored.all.values().iterator().next();
        bench.stored.put(longer(sealed));
        bench.settings.put("LICENSE_ENCRYPTION_KEY", OTHER_SECRET);

        assertThat(reason(bench.service().current(FARM))).isEqualTo(Reason.UNSEALABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "too-short-for-anything",
                "change-me-to-32-or-more-random-characters",
                "this-is-the-example-key-of-the-documentation",
                "00000000000000000000000000000000"
            })
    void productionRefusesWeakSecrets(String secret) {
        bench.settings.put("LICENSE_ENCRYPTION_KEY", secret);

        assertThatThrownBy(bench::service)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("LICENSE_ENCRYPTION_KEY is ")
                .hasMessageNotContaining(secret);
    }

    @Test
    void productionRefusesToRunWithoutASecretAndDevelopmentMakesOne() throws IOException {
        bench.settings.remove("LICENSE_ENCRYPTION_KEY");
        assertThatThrownBy(bench::service).hasMessageStartingWith("LICENSE_ENCRYPTION_KEY is missing");

        bench.settings.put("A64_MODE", "development");
        bench.service().keep(license, FARM);
        assertThat(bench.service().current(FARM)).isInstanceOf(Granted.class);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.resolve("data/keys/license-encryption.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theInstallationKeyStaysTheSameAndPrivate() throws IOException {
        String id = new InstallationIdentity(bench.platform()).id();

        assertThat(id).matches("[0-9a-f]{64}");
        assertThat(new InstallationIdentity(bench.platform()).id()).isEqualTo(id);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                        InstallationIdentity.file(bench.platform().home()))))
                .isEqualTo("rw-------");
    }

    private static Reason reason(LicenseDecision decision) {
        return ((Refused) decision).reason();
    }

    private static SealedLicense moved(SealedLicense sealed, String tenant) {
        return new SealedLicense(
                "moved", tenant, sealed.module(), sealed.terms(), sealed.value(), Optional.empty(), sealed.mac());
    }

    private static SealedLicense longer(SealedLicense sealed) {
        SealedLicense.Terms terms = sealed.terms();
        return new SealedLicense(
                sealed.id(),
                sealed.tenantId(),
                sealed.module(),
                new SealedLicense.Terms(
                        terms.issuer(),
                        terms.jti(),
                        terms.type(),
                        Optional.empty(),
                        terms.features(),
                        Duration.ofDays(9999)),
                sealed.value(),
                Optional.empty(),
                sealed.mac());
    }
}

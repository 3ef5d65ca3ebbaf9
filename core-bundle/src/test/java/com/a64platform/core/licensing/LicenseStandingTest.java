package com.a64platform.core.licensing;

import static com.a64platform.core.licensing.LicensingBench.FARM;
import static com.a64platform.core.licensing.LicensingBench.TODAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.memory.MonotonicState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a license after it was issued: leases, revocations, users that come. */
class LicenseStandingTest {
    private static final Duration GRACE = Duration.ofDays(14);
    private static final Instant LEASED = TODAY.plus(Duration.ofHours(72));

    @TempDir
    Path home;

    private LicensingBench bench;

    @BeforeEach
    void prepare() throws IOException {
        bench = new LicensingBench(home);
    }

    @Test
    void anOnlineLicenseCountsWhileItsLeaseDoes() {
        bench.lease("L-1", LEASED);

        Granted granted = bench.service().decide(online(), FARM).orThrow();

        assertThat(granted.grace()).isFalse();
        assertThat(granted.next()).contains(LEASED);
    }

    @Test
    void aNewInstallNeedsALeaseThatHasNotEnded() {
        bench.lease("other", LEASED);
        assertRefused(bench.service().decide(online(), FARM), Reason.LEASE_EXPIRED);

        bench.lease("L-1", TODAY);
        assertRefused(bench.service().decide(online(), FARM), Reason.LEASE_EXPIRED);
    }

    @Test
    void afterItsLeaseARunningLicenseGoesOnInGraceAndNotLonger() {
        bench.lease("L-1", LEASED);
        bench.service().keep(online(), FARM);

        bench.clock = LEASED;
        Granted granted = bench.service().current(FARM).orThrow();
        assertThat(granted.notice())
                .isEqualTo(
                        "No answer of the license server counts for this license any more: make the server reachable from"
                                + " this platform. Until 2026-06-18T12:00:00Z the module goes on.");
        assertThat(granted.next()).contains(LEASED.plus(GRACE));

        bench.clock = LEASED.plus(GRACE);
        assertRefused(bench.service().current(FARM), Reason.LEASE_EXPIRED);

        bench.lease("L-1", bench.clock.plusSeconds(60));
        assertThat(bench.service().current(FARM).orThrow().grace()).isFalse();
    }

    @Test
    void theModeAsksForALeaseWhateverTheLicenseSays() {
        String offline = bench.terms().signed();
        bench.service().keep(offline, FARM);
        bench.settings.put("LICENSE_MODE", "online");
        assertRefused(bench.service().decide(offline, FARM), Reason.LEASE_EXPIRED);

        assertThat(bench.service().current(FARM).orThrow().notice())
                .startsWith("This license needs an answer of its license server, and this platform asks none: set"
                        + " LICENSE_SERVER,");
        bench.clock = TODAY.plus(GRACE).minusSeconds(1);
        assertThat(bench.service().current(FARM)).isInstanceOf(Granted.class);
        bench.clock = TODAY.plus(GRACE);
        assertRefused(bench.service().current(FARM), Reason.LEASE_EXPIRED);

        bench.lease("L-1", bench.clock.plusSeconds(60));
        assertThat(bench.service().current(FARM).orThrow().grace()).isFalse();
    }

    @Test
    void theModeOfflineDoesNotWeakenALicenseThatIsCheckedOnline() {
        bench.settings.put("LICENSE_MODE", "offline");

        assertRefused(bench.service().decide(online(), FARM), Reason.LEASE_EXPIRED);
    }

    @Test
    void tellsWhichLicensesAreCheckedOnlineAndShowsThemToNobody() {
        bench.service().keep(bench.terms().signed(), FARM);
        assertThat(bench.service().online(FARM)).isEmpty();

        bench.settings.put("LICENSE_MODE", "online");
        var licenses = bench.service().online(FARM);

        assertThat(licenses).hasSize(1);
        assertThat(licenses.get(0).issuer()).isEqualTo(bench.issuer.keyId());
        assertThat(licenses.get(0).jti()).isEqualTo("L-1");
        assertThat(licenses.get(0).text()).isEqualTo(bench.terms().signed());
        assertThat(licenses.toString()).doesNotContain("eyJ");
    }

    @Test
    @Tag("attack")
    void aRevokedLicenseCountsNoMoreHoweverItComes() {
        String license = bench.terms().signed();
        bench.service().keep(license, FARM);

        bench.revocations().revoke(bench.issuer.keyId(), "L-1");

        assertRefused(bench.service().current(FARM), Reason.REVOKED);
        assertRefused(bench.service().decide(license, FARM), Reason.REVOKED);
        int kept = bench.stored.all.size();
        assertThatThrownBy(() -> bench.service().keep(license, FARM)).hasMessageContaining("REVOKED");
        assertThatThrownBy(() -> bench.service().renew(license, FARM)).hasMessageContaining("REVOKED");
        assertThat(bench.stored.all).hasSize(kept);
    }

    @Test
    @Tag("attack")
    void anOlderStoreOrAnOlderHomeBringsNoRevokedLicenseBack() {
        MonotonicState before = bench.states.load();
        bench.service().keep(bench.terms().signed(), FARM);
        bench.revocations().revoke(bench.issuer.keyId(), "L-1");

        bench.states.restore(before);
        assertRefused(bench.service().current(FARM), Reason.REVOKED);

        bench.revocations().revoke(bench.issuer.keyId(), "another");
        home.resolve("data/trust/state").toFile().delete();
        assertRefused(bench.service().current(FARM), Reason.REVOKED);
    }

    @Test
    void aRevokedLicenseThatDoesNotOpenHasNoGrace() {
        bench.service().keep(bench.terms().signed(), FARM);
        bench.settings.put("LICENSE_ENCRYPTION_KEY", "another-secret-of-more-than-32-characters-1");
        assertThat(bench.service().current(FARM).orThrow().grace()).isTrue();

        bench.revocations().revoke(bench.issuer.keyId(), "L-1");

        assertRefused(bench.service().current(FARM), Reason.REVOKED);
    }

    @Test
    void aRenewalWithFewerSeatsThanUsersBeginsTheDaysOfGrace() {
        LicensingBench.Terms terms = bench.terms();
        terms.type = LicenseClaims.Type.PER_USER;
        terms.seats = OptionalInt.of(5);
        terms.expires = Optional.empty();
        var service = bench.service();
        service.seats = tenant -> 6;
        assertThatThrownBy(() -> service.keep(terms.signed(), FARM)).hasMessageContaining("SEATS_EXCEEDED");

        assertThat(service.renew(terms.signed(), FARM).notice())
                .isEqualTo(
                        "The tenant has 6 users and this license covers 5; remove users or ask its issuer for more seats."
                                + " Until 2026-06-15T12:00:00Z the module goes on.");
        assertThat(service.current(FARM).orThrow().grace()).isTrue();

        service.seats = tenant -> 5;
        bench.clock = TODAY.plus(Duration.ofDays(10));
        assertThat(service.current(FARM).orThrow().grace()).isFalse();
        service.seats = tenant -> 6;
        bench.clock = TODAY.plus(GRACE);
        assertRefused(service.current(FARM), Reason.SEATS_EXCEEDED);
    }

    private String online() {
        LicensingBench.Terms terms = bench.terms();
        terms.online = true;
        return terms.signed();
    }

    private static void assertRefused(LicenseDecision decision, Reason reason) {
        assertThat(decision).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }
}

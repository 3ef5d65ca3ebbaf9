package com.a64platform.core.licensing;

import static com.a64platform.core.licensing.LicenseDecision.Reason.EXPIRED;
import static com.a64platform.core.licensing.LicenseDecision.Reason.LEASE_EXPIRED;
import static com.a64platform.core.licensing.LicenseDecision.Reason.NOT_YET_VALID;
import static com.a64platform.core.licensing.LicenseDecision.Reason.REVOKED;
import static com.a64platform.core.licensing.LicenseDecision.Reason.SEATS_EXCEEDED;
import static com.a64platform.core.licensing.LicenseDecision.Reason.WRONG_INSTALLATION;
import static com.a64platform.core.licensing.LicenseDecision.Reason.WRONG_MODULE;
import static com.a64platform.core.licensing.LicenseDecision.Reason.WRONG_TENANT;
import static com.a64platform.core.licensing.LicenseDecision.Reason.WRONG_VERSION;

import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.versions.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds a genuine license against what is to run.
 *
 * @param now licensing time
 * @param installation this platform's installation id
 * @param revoked whether its issuer has revoked it
 * @param lease the end of its newest lease; empty when it needs none
 * @param seatsTaken users of the tenant; empty when nobody can count them
 * @param noticed since when the license lacks what this names
 */
record LicenseRules(
        Instant now,
        String installation,
        Use use,
        boolean revoked,
        Optional<Lease> lease,
        OptionalInt seatsTaken,
        Function<String, Instant> noticed) {
    /** What the license is wanted for; only what runs, or did, has days of grace. */
    enum Use {
        /** The module is to come in. */
        FIRST,
        /** The license is to follow another of a module that is installed. */
        RENEWAL,
        /** The module runs, or did, under this license. */
        RUNNING
    }

    /**
     * What a license server has said.
     *
     * @param until empty when it never gave a lease
     * @param advice what to do when there is none that counts
     */
    record Lease(Optional<Instant> until, String advice) {}

    /** Something that ends, and for how long a module may go on after it. */
    private record End(Instant at, Duration grace, Reason reason, String advice) {
        boolean over(Instant now) {
            return !now.isBefore(at.plus(grace));
        }

        boolean reached(Instant now) {
            return !now.isBefore(at);
        }

        Instant next(Instant now) {
            return reached(now) ? at.plus(grace) : at;
        }

        String notice() {
            return LicenseDecision.notice(advice, at.plus(grace));
        }
    }

    LicenseDecision decide(LicenseClaims license, LicenseSubject subject) {
        Optional<Refused> refused = scope(license, subject).or(() -> standing(license));
        if (refused.isPresent()) {
            return refused.get();
        }
        List<End> ends = Stream.of(expiry(license), leaseEnd(license), seats(license))
                .flatMap(Optional::stream)
                .toList();
        return ends.stream()
                .filter(end -> end.over(now))
                .findFirst()
                .<LicenseDecision>map(end -> new Refused(end.reason(), end.advice()))
                .orElseGet(() -> granted(license, ends));
    }

    private Granted granted(LicenseClaims license, List<End> ends) {
        String notice =
                ends.stream().filter(end -> end.reached(now)).map(End::notice).collect(Collectors.joining(" "));
        return new Granted(
                license.issuer(),
                license.id(),
                license.type().text(),
                license.expires(),
                license.features(),
                license.seats(),
                notice,
                ends.stream().map(end -> end.next(now)).min(Instant::compareTo));
    }

    private Optional<Refused> scope(LicenseClaims license, LicenseSubject subject) {
        if (!license.module().equals(subject.module())) {
            return refused(WRONG_MODULE, "This license is for another module; use one for " + subject.module() + ".");
        }
        if (license.tenant()
                .filter(tenant -> !tenant.equals(subject.tenantId()))
                .isPresent()) {
            return refused(WRONG_TENANT, "This license is for another tenant; ask its issuer for one for this tenant.");
        }
        if (!license.installation().equals(LicenseClaims.ANY)
                && !license.installation().equals(installation)) {
            return refused(
                    WRONG_INSTALLATION,
                    "This license is for another platform; ask its issuer for one for installation " + installation
                            + ".");
        }
        if (!Version.find(subject.version())
                .filter(license.versions()::contains)
                .isPresent()) {
            return refused(
                    WRONG_VERSION,
                    "This license does not cover version " + subject.version()
                            + "; install a version that it covers or ask its issuer for a wider one.");
        }
        return Optional.empty();
    }

    private Optional<Refused> standing(LicenseClaims license) {
        if (revoked) {
            return refused(REVOKED, "Its issuer has revoked this license; ask its issuer for another.");
        }
        if (now.isBefore(license.notBefore())) {
            return Optional.of(new Refused(
                    NOT_YET_VALID,
                    "This license counts from " + license.notBefore() + "; wait until then or check the clock.",
                    Optional.of(license.notBefore())));
        }
        return license.type() == LicenseClaims.Type.PER_USER && seatsTaken.isEmpty()
                ? refused(SEATS_EXCEEDED, "The tenant's users cannot be counted now; try again later.")
                : Optional.empty();
    }

    private Optional<End> expiry(LicenseClaims license) {
        return license.expires()
                .map(end -> new End(
                        end,
                        use == Use.RUNNING ? license.grace() : Duration.ZERO,
                        EXPIRED,
                        "This license ended at " + end + "; ask its issuer for a new one."));
    }

    private Optional<End> leaseEnd(LicenseClaims license) {
        Duration grace = use == Use.RUNNING ? license.grace() : Duration.ZERO;
        return lease.map(known ->
                new End(known.until().orElseGet(() -> noticed("lease")), grace, LEASE_EXPIRED, known.advice()));
    }

    private Optional<End> seats(LicenseClaims license) {
        if (license.type() != LicenseClaims.Type.PER_USER
                || seatsTaken.getAsInt() <= license.seats().getAsInt()) {
            return Optional.empty();
        }
        String advice = "The tenant has " + seatsTaken.getAsInt() + " users and this license covers "
                + license.seats().getAsInt() + "; remove users or ask its issuer for more seats.";
        Duration grace = use == Use.FIRST ? Duration.ZERO : license.grace();
        return Optional.of(new End(noticed("seats"), grace, SEATS_EXCEEDED, advice));
    }

    /** What is only handed in is not remembered. */
    private Instant noticed(String lack) {
        return use == Use.RUNNING ? noticed.apply(lack) : now;
    }

    private static Optional<Refused> refused(Reason reason, String advice) {
        return Optional.of(new Refused(reason, advice));
    }
}

package com.a64platform.core.licensing;

import static com.a64platform.core.licensing.LicenseDecision.Reason.EXPIRED;
import static com.a64platform.core.licensing.LicenseDecision.Reason.LEASE_EXPIRED;
import static com.a64platform.core.licensing.LicenseDecision.Reason.NOT_YET_VALID;
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
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Holds a genuine license against what is to run.
 *
 * @param now licensing time
 * @param installation this platform's installation id
 * @param running whether the module runs already under this license, so that days of grace count
 * @param seatsTaken users of the tenant; empty when nobody can count them
 */
record LicenseRules(Instant now, String installation, boolean running, OptionalInt seatsTaken) {
    LicenseDecision decide(LicenseClaims license, LicenseSubject subject) {
        return scope(license, subject)
                .or(() -> time(license))
                .<LicenseDecision>map(refused -> refused)
                .orElseGet(() -> granted(license));
    }

    private Granted granted(LicenseClaims license) {
        boolean past = license.expires().filter(end -> !now.isBefore(end)).isPresent();
        return new Granted(
                license.issuer(), license.id(), license.type().text(), license.expires(), license.features(), past);
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
        return seats(license);
    }

    private Optional<Refused> seats(LicenseClaims license) {
        if (license.type() != LicenseClaims.Type.PER_USER) {
            return Optional.empty();
        }
        int seats = license.seats().getAsInt();
        if (seatsTaken.isEmpty()) {
            return refused(SEATS_EXCEEDED, "The tenant's users cannot be counted now; try again later.");
        }
        return seatsTaken.getAsInt() <= seats
                ? Optional.empty()
                : refused(
                        SEATS_EXCEEDED,
                        "The tenant has " + seatsTaken.getAsInt() + " users and this license covers " + seats
                                + "; remove users or ask its issuer for more seats.");
    }

    private Optional<Refused> time(LicenseClaims license) {
        if (now.isBefore(license.notBefore())) {
            return refused(
                    NOT_YET_VALID,
                    "This license counts from " + license.notBefore() + "; wait until then or check the clock.");
        }
        Optional<Instant> end = license.expires().map(expires -> running ? expires.plus(license.grace()) : expires);
        if (end.filter(last -> !now.isBefore(last)).isPresent()) {
            return refused(
                    EXPIRED, "This license ended at " + license.expires().get() + "; ask its issuer for a new one.");
        }
        return license.online()
                ? refused(
                        LEASE_EXPIRED,
                        "This license needs an answer of its license server, which this platform does not ask; ask its"
                                + " issuer for one that is checked offline.")
                : Optional.empty();
    }

    private static Optional<Refused> refused(Reason reason, String advice) {
        return Optional.of(new Refused(reason, advice));
    }
}

package com.a64platform.core.leasing;

import com.a64platform.core.leasing.Outcome.Leased;
import com.a64platform.core.leasing.Outcome.Nothing;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.licensing.LicenseMode;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.licensing.SeatDirectory;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks the license server, when the mode allows it and it is needed. */
@Component(service = LicenseExchange.class)
public final class ServerExchange implements LicenseExchange {
    private final LicenseMode mode;
    private final LicenseService licenses;
    private final LicenseQuestions questions;
    private final SeatDirectory seats;

    @Activate
    public ServerExchange(
            @Reference Platform platform,
            @Reference LicenseService licenses,
            @Reference LicenseQuestions questions,
            @Reference SeatDirectory seats) {
        this.mode = LicenseMode.of(platform.settings());
        this.licenses = licenses;
        this.questions = questions;
        this.seats = seats;
    }

    @Override
    public String ready(String typed, LicenseSubject subject) {
        var text = typed.strip();
        if (mode == LicenseMode.FORMAT || text.isEmpty()) {
            return text;
        }
        if (LicenseMode.isCode(text)) {
            return exchanged(text, subject);
        }
        boolean lacksLease =
                licenses.decide(text, subject) instanceof Refused refused && refused.reason() == Reason.LEASE_EXPIRED;
        return lacksLease ? leased(text, subject) : text;
    }

    private String exchanged(String code, LicenseSubject subject) {
        if (mode != LicenseMode.ONLINE) {
            throw new ProblemException(
                    ErrorCode.LICENSE_REFUSED,
                    "MALFORMED: This is an activation code, and this platform exchanges none (LICENSE_MODE=offline);"
                            + " exchange it with ./a64 license activate and hand in the license.");
        }
        return license(
                questions.exchange(code, subject.module(), subject.publisher(), seats.taken(subject.tenantId())));
    }

    private String leased(String license, LicenseSubject subject) {
        if (!questions.possible()) {
            throw new ProblemException(
                    ErrorCode.LICENSE_REFUSED,
                    Reason.LEASE_EXPIRED
                            + ": This license needs an answer of its license server, and this platform asks"
                            + " none: set LICENSE_SERVER, or ask its issuer for one that is checked offline.");
        }
        return license(
                questions.lease(license, subject.module(), subject.publisher(), seats.taken(subject.tenantId())));
    }

    private static String license(Outcome outcome) {
        if (outcome instanceof Leased leased) {
            return leased.license();
        }
        if (outcome instanceof Nothing nothing) {
            throw nothing.answered()
                    ? new ProblemException(ErrorCode.LICENSE_REFUSED, nothing.reason() + ": " + nothing.advice())
                    : new ProblemException(
                            ErrorCode.LICENSE_SERVER_UNAVAILABLE,
                            nothing.advice() + " A new license needs its answer; try again later.");
        }
        throw new ProblemException(
                ErrorCode.LICENSE_REFUSED,
                Reason.REVOKED + ": Its issuer has revoked this license; ask its issuer for another.");
    }
}

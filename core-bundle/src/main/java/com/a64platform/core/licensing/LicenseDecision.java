package com.a64platform.core.licensing;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Whether a license lets a module run for a tenant. */
public sealed interface LicenseDecision {
    /** The grant, or a ProblemException LICENSE_REFUSED (LICENSE_MISSING for no license at all) that says what to do. */
    Granted orThrow();

    /** When this may be decided otherwise although nothing happens; empty for never. Licensing time. */
    Optional<Instant> next();

    /** What to do, and by when. */
    static String notice(String advice, Instant last) {
        return advice + " Until " + last.truncatedTo(ChronoUnit.SECONDS) + " the module goes on.";
    }

    /**
     * @param until when the license ends; empty for never
     * @param seats how many users it covers; empty when it counts none
     * @param notice what its days of grace are for and when they end; empty while it needs none
     */
    record Granted(
            String issuer,
            String jti,
            String type,
            Optional<Instant> until,
            Set<String> features,
            OptionalInt seats,
            String notice,
            Optional<Instant> next)
            implements LicenseDecision {
        @Override
        public Granted orThrow() {
            return this;
        }

        /** Whether only days of grace let the module run. */
        public boolean grace() {
            return !notice.isEmpty();
        }
    }

    /** @param advice one sentence that says what to do */
    record Refused(Reason reason, String advice, Optional<Instant> next) implements LicenseDecision {
        public Refused(Reason reason, String advice) {
            this(reason, advice, Optional.empty());
        }

        /** Whether only this node lacks what it takes, one of its keys: the license may count on others. */
        public boolean ofThisNode() {
            return reason == Reason.UNSEALABLE || reason == Reason.WRONG_INSTALLATION;
        }

        @Override
        public Granted orThrow() {
            throw new ProblemException(
                    reason == Reason.MISSING ? ErrorCode.LICENSE_MISSING : ErrorCode.LICENSE_REFUSED,
                    reason + ": " + advice);
        }
    }

    /** Why a license does not do. */
    enum Reason {
        MISSING,
        MALFORMED,
        UNKNOWN_ISSUER,
        BAD_SIGNATURE,
        WRONG_MODULE,
        WRONG_VERSION,
        WRONG_INSTALLATION,
        WRONG_TENANT,
        NOT_YET_VALID,
        EXPIRED,
        REVOKED,
        SEATS_EXCEEDED,
        LEASE_EXPIRED,
        UNSEALABLE
    }
}

package com.a64platform.core.licensing;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Whether a license lets a module run for a tenant. */
public sealed interface LicenseDecision {
    /** The grant, or a ProblemException LICENSE_REFUSED (LICENSE_MISSING for no license at all) that says what to do. */
    Granted orThrow();

    /**
     * @param until when it ends; empty for never
     * @param grace whether its end has passed and only the days of grace let it run
     */
    record Granted(String issuer, String jti, String type, Optional<Instant> until, Set<String> features, boolean grace)
            implements LicenseDecision {
        @Override
        public Granted orThrow() {
            return this;
        }
    }

    /** @param advice one sentence that says what to do */
    record Refused(Reason reason, String advice) implements LicenseDecision {
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

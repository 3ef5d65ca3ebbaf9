package com.a64platform.core.licensing;

import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;

/** A license that cannot be believed. Never leaves the package: callers get the decision. */
final class LicenseRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    LicenseRefused(Reason reason, String advice) {
        super(advice);
        this.reason = reason;
    }

    Refused decision() {
        return new Refused(reason, getMessage());
    }
}

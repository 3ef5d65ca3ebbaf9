package com.a64platform.core.installer;

import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.modules.Installation;

/** What an installation shows of its license. */
final class LicenseSummaries {
    private LicenseSummaries() {}

    static Installation.LicenseSummary of(LicenseDecision.Granted granted) {
        return new Installation.LicenseSummary(
                granted.jti(), granted.type(), granted.until(), granted.grace() ? "grace" : "valid");
    }
}

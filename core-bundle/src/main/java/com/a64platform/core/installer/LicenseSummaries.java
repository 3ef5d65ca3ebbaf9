package com.a64platform.core.installer;

import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.modules.Installation.LicenseSummary;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an installation shows of its license. */
public final class LicenseSummaries {
    private LicenseSummaries() {}

    public static LicenseSummary of(LicenseDecision.Granted granted) {
        return new LicenseSummary(
                granted.jti(), granted.type(), granted.until(), granted.grace() ? "grace" : "valid", granted.notice());
    }

    /** The license that was known is still shown, with why it does not count. */
    public static LicenseSummary of(LicenseDecision.Refused refused, LicenseSummary known) {
        return new LicenseSummary(known.jti(), known.type(), known.until(), state(refused.reason()), refused.advice());
    }

    /** Such as {@code lease-expired}. */
    public static String state(LicenseDecision.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The reason that is shown so; empty for a license that counts. */
    public static Optional<LicenseDecision.Reason> reason(String state) {
        return Arrays.stream(LicenseDecision.Reason.values())
                .filter(reason -> state(reason).equals(state))
                .findFirst();
    }
}

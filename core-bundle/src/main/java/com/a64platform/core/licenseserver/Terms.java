package com.a64platform.core.licenseserver;

import com.a64platform.core.licensing.LicenseClaims;
import com.a64platform.core.versions.VersionRange;
import java.util.List;
import java.util.Optional;

/**
 * What was sold, the same for each of its installations. Immutable.
 *
 * @param type as licenses spell it
 * @param seats over all installations together
 * @param leaseSeconds how long a lease holds
 */
record Terms(
        String module,
        String customer,
        String versions,
        String type,
        Optional<Integer> seats,
        Optional<String> tenant,
        List<String> features,
        int graceDays,
        boolean online,
        long leaseSeconds) {
    Terms {
        features = List.copyOf(features);
    }

    VersionRange range() {
        return VersionRange.find(versions)
                .orElseThrow(() -> new IllegalArgumentException("versions is not a range in npm syntax"));
    }

    LicenseClaims.Type kind() {
        return LicenseClaims.Type.find(type)
                .orElseThrow(() -> new IllegalArgumentException(
                        "type is none of per_installation, per_user, subscription and trial"));
    }
}

package com.a64platform.core.leasing;

import com.a64platform.core.licensing.LicenseService.LicenseSubject;

/**
 * Makes what somebody hands in ready to be decided about: an activation code becomes its license, and a license that is
 * checked online gets its first lease. Thread-safe.
 */
@FunctionalInterface
public interface LicenseExchange {
    /**
     * @param typed a license, an activation code, or empty
     * @return the license to decide about
     * @throws com.a64platform.core.problem.ProblemException LICENSE_REFUSED when the server refuses or is not to be
     *     asked, LICENSE_SERVER_UNAVAILABLE when it does not answer
     */
    String ready(String typed, LicenseSubject subject);
}

package com.a64platform.core.leasing;

import com.a64platform.core.leases.LeaseClaims;

/** What came of asking a license server, after everything in its answer was verified. */
public sealed interface Outcome {
    /**
     * The license holds.
     *
     * @param license its text as it is now; another than the one that was asked about when it was renewed
     */
    record Leased(String license, LeaseClaims lease) implements Outcome {
        @Override
        public String toString() {
            return "Leased[" + lease.license() + "]";
        }
    }

    /** Its issuer has revoked it, signed; that is remembered. */
    record Revoked(String license) implements Outcome {}

    /**
     * Nothing follows for a license that runs: the server says no without a signature, or it does not answer.
     *
     * @param answered whether the server answered
     * @param reason in capitals, such as {@code COPIED}
     * @param advice a sentence for a person
     */
    record Nothing(boolean answered, String reason, String advice) implements Outcome {}
}

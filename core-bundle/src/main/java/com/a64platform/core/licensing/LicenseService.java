package com.a64platform.core.licensing;

import java.util.List;

/** Decides whether a license lets a module run, and keeps the licenses that do. Thread-safe. */
public interface LicenseService {
    /**
     * Decides about a license somebody has just handed in. Asks nothing of the network and keeps nothing.
     *
     * @param license the compact JWS as typed or dropped; surrounding white space is ignored; empty means none
     */
    LicenseDecision decide(String license, LicenseSubject subject);

    /** Decides about the license in the vault; MISSING when there is none. */
    LicenseDecision current(LicenseSubject subject);

    /** Seals a license that was granted into the vault, in place of the one before, and returns the decision about it. */
    LicenseDecision.Granted keep(String license, LicenseSubject subject);

    /**
     * Seals a license in place of the one before of a module that is installed. More users than it has seats do not refuse
     * it; they begin its days of grace.
     */
    LicenseDecision.Granted renew(String license, LicenseSubject subject);

    /** The licenses in the vault for a module in a tenant that count only with a lease of their license server. */
    List<OnlineLicense> online(LicenseSubject subject);

    /**
     * Seals every license in the vault under the present encryption key that only the previous one opens. A license is
     * there under one key or the other at every moment; what neither opens stays as it is.
     */
    Resealed sealAnew();

    /** How many licenses were sealed under the present key, were so already, and do not open. */
    record Resealed(int anew, int already, int notOpening) {}

    /** Forgets the license of a module in a tenant; nothing happens when there is none. */
    void forget(String tenantId, String module);

    /**
     * What is to run.
     *
     * @param publisher name of the publisher whose signed statement says who licenses the module
     */
    record LicenseSubject(String tenantId, String module, String version, String publisher) {}

    /**
     * A license that is checked online.
     *
     * @param text the license itself, to be shown to its license server and to nobody else: no log, no answer, no event
     */
    record OnlineLicense(String issuer, String jti, String text) {
        @Override
        public String toString() {
            return "OnlineLicense[" + jti + "]";
        }
    }
}

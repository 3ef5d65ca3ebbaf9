package com.a64platform.core.licensing;

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

    /** Forgets the license of a module in a tenant; nothing happens when there is none. */
    void forget(String tenantId, String module);

    /**
     * What is to run.
     *
     * @param publisher name of the publisher whose signed statement says who licenses the module
     */
    record LicenseSubject(String tenantId, String module, String version, String publisher) {}
}

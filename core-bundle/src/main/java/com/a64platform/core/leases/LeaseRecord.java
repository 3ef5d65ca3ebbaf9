package com.a64platform.core.leases;

import java.util.Optional;

/**
 * What is kept of one license that is checked online. The lease proves itself: its issuer is the digest of the key.
 *
 * @param issuer key id of the license's issuer
 * @param license the license's id
 * @param key the issuer's key, base64 of its SubjectPublicKeyInfo
 * @param token the newest lease; empty before the first
 * @param asked what was asked last and is not answered yet
 */
public record LeaseRecord(String issuer, String license, String key, Optional<String> token, Optional<Asked> asked) {
    /** A question under way: asked again as it was, so that an answer that was lost is given again. */
    public record Asked(String nonce, long counter) {}

    @Override
    public String toString() {
        return "LeaseRecord[" + license + "]";
    }
}

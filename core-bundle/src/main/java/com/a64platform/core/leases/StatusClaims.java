package com.a64platform.core.leases;

import com.a64platform.core.crypto.Digests;
import java.time.Instant;

/**
 * What a status says: its issuer has revoked a license, for every installation and for ever. Immutable.
 *
 * @param issuer key id of the license's issuer, who signs the status too
 * @param id unique for its issuer
 * @param license the license's id
 * @param issuedAt when it was revoked; whole seconds
 */
public record StatusClaims(String issuer, String id, String license, Instant issuedAt) {
    /** @throws IllegalArgumentException when a claim is wrong; the message says which */
    public StatusClaims {
        if (!Digests.isSha256(issuer)) {
            throw new IllegalArgumentException("iss is no key id");
        }
    }
}

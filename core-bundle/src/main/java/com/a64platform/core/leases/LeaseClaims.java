package com.a64platform.core.leases;

import com.a64platform.core.crypto.Digests;
import java.time.Duration;
import java.time.Instant;

/**
 * What a lease says: this license may run on this installation until then. Immutable.
 *
 * @param issuer key id of the license's issuer, who signs the lease too
 * @param id unique for its issuer
 * @param license the license's id
 * @param installation id of the installation that asked
 * @param nonce what the installation asked with
 * @param sequence from 1 on; every lease of a license for an installation has a higher one than the lease before
 * @param issuedAt whole seconds, as is {@code expires}
 */
public record LeaseClaims(
        String issuer,
        String id,
        String license,
        String installation,
        String nonce,
        long sequence,
        Instant issuedAt,
        Instant expires) {
    /** How long a lease holds unless the server was told otherwise. */
    public static final Duration USUAL = Duration.ofHours(72);

    /** A server that lends for longer is not believed. */
    public static final Duration LONGEST = Duration.ofDays(31);

    /** @throws IllegalArgumentException when the claims do not go together; the message says which */
    public LeaseClaims {
        require(Digests.isSha256(issuer), "iss is no key id");
        require(Digests.isSha256(installation), "installation is no key id");
        require(Nonces.plausible(nonce), "nonce is not 16 to 64 characters of base64url");
        require(sequence > 0, "seq is less than one");
        require(expires.isAfter(issuedAt), "exp is not after iat");
        require(!expires.isAfter(issuedAt.plus(LONGEST)), "exp is more than 31 days after iat");
    }

    /** How long it was lent for. */
    public Duration length() {
        return Duration.between(issuedAt, expires);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

package com.a64platform.core.licensing;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/** Says whose licenses count for a publisher's modules, from the publisher's own signed statement. Thread-safe. */
public interface IssuerDirectory {
    /** The issuers of a publisher; none when the publisher is unknown, revoked or made no statement. */
    List<Issuer> issuersFor(String publisher);

    /**
     * @param keyId hex SHA-256 of the key's SubjectPublicKeyInfo
     * @param modules names the issuer may license; {@code *} for all of the publisher's
     */
    record Issuer(String keyId, PublicKey key, List<String> modules, Instant from, Instant until) {}
}

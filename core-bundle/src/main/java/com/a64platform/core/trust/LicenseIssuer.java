package com.a64platform.core.trust;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/**
 * Somebody who may license a publisher's modules.
 *
 * @param keyId hex SHA-256 of the key's SubjectPublicKeyInfo
 * @param modules names the issuer may license; {@code *} for all of the publisher's
 */
public record LicenseIssuer(String keyId, PublicKey key, List<String> modules, Instant from, Instant until) {
    public LicenseIssuer {
        modules = List.copyOf(modules);
    }
}

package com.a64platform.core.trust;

import java.time.Instant;

/**
 * What a publisher's verified signature says about an artifact.
 *
 * @param name canonical module name
 * @param version SemVer 2
 * @param sha256 lower-case hex
 * @param length bytes
 * @param publisher the publisher's name in the trust store
 */
public record ArtifactStatement(
        String name, String version, String sha256, long length, String publisher, Instant signedAt) {}

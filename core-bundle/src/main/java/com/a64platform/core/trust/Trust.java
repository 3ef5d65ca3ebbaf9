package com.a64platform.core.trust;

import java.util.Optional;

/**
 * Decides whose signatures count. Fails closed: whatever cannot be verified is refused with a ProblemException.
 * Thread-safe.
 */
public interface Trust {
    /**
     * Verifies a publisher's detached signature against what was read of the artifact.
     *
     * @param envelope the bytes of {@code NAME-VERSION.jar.sig}
     * @param sha256 lower-case hex digest of the artifact's bytes, computed by the caller
     * @throws com.a64platform.core.problem.ProblemException SIGNATURE_INVALID, DIGEST_MISMATCH, PUBLISHER_UNKNOWN or
     *     PUBLISHER_REVOKED
     */
    ArtifactStatement verifyArtifact(byte[] envelope, String sha256, long length);

    /**
     * Verifies a registry's timestamp and catalog and that neither is older than the last one seen.
     *
     * @throws com.a64platform.core.problem.ProblemException TRUST_METADATA_INVALID
     */
    Catalog verifyCatalog(byte[] timestamp, byte[] catalog);

    /** The highest version of a module that ever ran here; nothing older is admitted. */
    Optional<String> floor(String module);

    /**
     * Pins a module's name to its publisher at the first admission, and raises its version floor.
     *
     * @throws com.a64platform.core.problem.ProblemException PUBLISHER_UNKNOWN when the name is pinned to another
     *     publisher, VERSION_TOO_OLD when the version is below the floor
     */
    void admit(String module, String version, String publisher);

    /** Checks what {@link #admit} would, and changes nothing. */
    void check(String module, String version, String publisher);
}

package com.a64platform.core.trust;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
     * @throws com.a64platform.core.problem.ProblemException SIGNATURE_INVALID, DIGEST_MISMATCH, PUBLISHER_UNKNOWN,
     *     PUBLISHER_REVOKED, or TRUST_METADATA_INVALID when the root document itself does not hold or has expired
     */
    ArtifactStatement verifyArtifact(byte[] envelope, String sha256, long length);

    /**
     * Verifies a registry's timestamp and catalog and that neither is older than the last one seen.
     *
     * @throws com.a64platform.core.problem.ProblemException TRUST_METADATA_INVALID
     */
    Catalog verifyCatalog(byte[] timestamp, byte[] catalog);

    /** The version of the root document that counts here; empty in a home that trusts nobody yet. */
    OptionalLong rootVersion();

    /**
     * Takes the root document that follows the present one; does nothing with an older one, nor in a home that trusts
     * nobody yet.
     *
     * @throws com.a64platform.core.problem.ProblemException TRUST_METADATA_INVALID when it is not the next, or not signed
     *     by the thresholds of both
     */
    void acceptRoot(byte[] envelope);

    /** Who licenses a publisher's modules, by the publisher's own signed statement; none when there is none that holds. */
    List<LicenseIssuer> issuers(String publisher);

    /** The highest version of a module that ever ran here; nothing older is admitted. */
    Optional<String> floor(String module);

    /**
     * Pins a module's name to its publisher at the first admission, and raises its version floor. What only development
     * keys vouch for, or nobody, is neither pinned nor remembered: it says nothing about the real publisher's modules.
     *
     * @throws com.a64platform.core.problem.ProblemException PUBLISHER_UNKNOWN when the name is pinned to another
     *     publisher, VERSION_TOO_OLD when the version is below the floor
     */
    void admit(String module, String version, String publisher);

    /** Checks what {@link #admit} would, and changes nothing. */
    void check(String module, String version, String publisher);

    /**
     * Lowers a module's version floor. Only for a journaled rollback or somebody's audited consent; nothing happens when
     * the floor is not above the version.
     */
    void lowerFloor(String module, String version);
}

package com.a64platform.core.trust;

import com.a64platform.core.crypto.Envelope;
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
     * @param registry the home's name for it: only its own root document says whose signatures count
     * @throws com.a64platform.core.problem.ProblemException TRUST_METADATA_INVALID
     */
    default Catalog verifyCatalog(String registry, byte[] timestamp, byte[] catalog) {
        return verifyCatalog(registry, timestamp, catalog, false);
    }

    /**
     * The same for documents that came in a file.
     *
     * @param expiredToo whether they may have expired, by somebody's audited consent; older than the last ones never
     */
    Catalog verifyCatalog(String registry, byte[] timestamp, byte[] catalog, boolean expiredToo);

    /** The version of the root document that counts for a registry; empty when there is none yet. */
    OptionalLong rootVersion(String registry);

    /**
     * Takes the root document that follows a registry's present one; does nothing with an older one, nor for a registry
     * without one.
     *
     * @throws com.a64platform.core.problem.ProblemException TRUST_METADATA_INVALID when it is not the next, or not signed
     *     by the thresholds of both
     */
    void acceptRoot(String registry, byte[] envelope);

    /** Who licenses a publisher's modules, by the publisher's own signed statement; none when there is none that holds. */
    List<LicenseIssuer> issuers(String publisher);

    /**
     * Keeps a publisher's statement about who licenses its modules, in place of an older one.
     *
     * @throws com.a64platform.core.problem.ProblemException TRUST_METADATA_INVALID when it is not signed by a publisher
     *     whose signature counts here, or a newer one was in use
     */
    void acceptStatement(byte[] envelope);

    /** What this home trusts may have changed in its files: whatever was kept of it is read anew with the next question. */
    void reread();

    /** The highest version of a module that ever ran here; nothing older is admitted. */
    Optional<String> floor(String module);

    /**
     * Whether a publisher signed a document with keys that count.
     *
     * @throws com.a64platform.core.problem.ProblemException PUBLISHER_UNKNOWN
     */
    boolean signedBy(String publisher, Envelope document);

    /** Whom this home trusts, for people. */
    TrustReport report();

    /** The registry that a module's name is pinned to; empty while nothing of it was admitted from one. */
    Optional<String> registryOf(String module);

    /**
     * Why what was admitted before would not be admitted now, in a few words such as {@code publisher revoked}; empty when
     * its publisher's signature still counts.
     *
     * @param envelope the signature it was admitted with
     */
    Optional<String> doubt(byte[] envelope);

    /**
     * Pins a module's name to its publisher and registry at the first admission, and raises its version floor. What only development
     * keys vouch for, or nobody, is neither pinned nor remembered: it says nothing about the real publisher's modules.
     *
     * @param registry where it came from; empty for what came by hand
     * @throws com.a64platform.core.problem.ProblemException PUBLISHER_UNKNOWN when the name is pinned to another
     *     publisher or registry and was not signed over, VERSION_TOO_OLD when the version is below the floor
     */
    void admit(String module, String version, String publisher, String registry);

    /** Checks what {@link #admit} would, and changes nothing. */
    void check(String module, String version, String publisher, String registry);

    /**
     * Lowers a module's version floor. Only for a journaled rollback or somebody's audited consent; nothing happens when
     * the floor is not above the version.
     */
    void lowerFloor(String module, String version);
}

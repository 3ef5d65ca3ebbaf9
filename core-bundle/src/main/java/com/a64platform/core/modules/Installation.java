package com.a64platform.core.modules;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A module in a tenant. Immutable; the store holds one for each tenant and module.
 *
 * @param version the version that shall serve, SemVer 2
 * @param sha256 the digest of that version's artifact, lower-case hex
 * @param routePrefix what that version serves below, so that a node that has nothing else of it knows whose a path is
 * @param reason why it is in this state, one sentence; empty when there is nothing to say
 * @param settingsId the version of its settings that counts; empty while nothing was ever set
 * @param revision counts the writes of this document; a write names the one it was read at
 */
public record Installation(
        String id,
        String tenantId,
        String moduleName,
        String version,
        String sha256,
        String publisher,
        String routePrefix,
        InstallationState desiredState,
        String reason,
        Optional<LicenseSummary> license,
        List<String> permissions,
        String settingsId,
        String installedBy,
        Instant installedAt,
        Instant updatedAt,
        long revision) {

    public Installation {
        routePrefix = routePrefix.isEmpty() ? "/api/v1/" + moduleName : routePrefix; // written before it was known
        permissions = List.copyOf(permissions);
    }

    /**
     * What may be shown of a license: never the license itself.
     *
     * @param until empty for one without end
     * @param state {@code valid}, {@code grace}, or why it does not count, such as {@code expired} or {@code lease-expired}
     * @param notice what to do about it; empty when there is nothing to do
     */
    public record LicenseSummary(String jti, String type, Optional<Instant> until, String state, String notice) {}

    public Installation licensed(LicenseSummary summary, Instant now) {
        return copy(serves(), desiredState, reason, Optional.of(summary), settingsId, now);
    }

    public Installation with(InstallationState state, String why, Instant now) {
        return copy(serves(), state, why, license, settingsId, now);
    }

    public Installation configured(String newSettingsId, Instant now) {
        return copy(serves(), desiredState, reason, license, newSettingsId, now);
    }

    public Installation at(VerifiedArtifact artifact, Instant now) {
        return at(Serves.of(artifact), now);
    }

    public Installation at(Serves artifact, Instant now) {
        return copy(artifact, desiredState, reason, license, settingsId, now);
    }

    /**
     * One name and version is one artifact for ever.
     *
     * @param other an artifact of the same module with another digest
     * @throws ProblemException DIGEST_MISMATCH when it has this version
     */
    public void requireOtherVersion(VerifiedArtifact other) {
        if (version.equals(other.version())) {
            throw new ProblemException(
                    ErrorCode.DIGEST_MISMATCH,
                    "Another artifact of " + other.name() + " " + other.version()
                            + " is installed; a changed module needs a version of its own.");
        }
    }

    /** What of this is said by the artifact. */
    public Serves serves() {
        return new Serves(version, sha256, routePrefix, permissions);
    }

    /** The version that shall serve, and what it says of itself. */
    public record Serves(String version, String sha256, String routePrefix, List<String> permissions) {
        static Serves of(VerifiedArtifact artifact) {
            var descriptor = artifact.descriptor();
            return new Serves(
                    artifact.version(), artifact.sha256(), descriptor.routePrefix(), descriptor.permissions());
        }
    }

    private Installation copy(
            Serves artifact,
            InstallationState state,
            String why,
            Optional<LicenseSummary> summary,
            String configured,
            Instant now) {
        return new Installation(
                id,
                tenantId,
                moduleName,
                artifact.version(),
                artifact.sha256(),
                publisher,
                artifact.routePrefix(),
                state,
                why,
                summary,
                artifact.permissions(),
                configured,
                installedBy,
                installedAt,
                now,
                revision);
    }
}

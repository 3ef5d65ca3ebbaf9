package com.a64platform.core.modules;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A module in a tenant. Immutable; the store holds one for each tenant and module.
 *
 * @param version the version that shall serve, SemVer 2
 * @param sha256 the digest of that version's artifact, lower-case hex
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
        return copy(version, sha256, desiredState, reason, Optional.of(summary), permissions, settingsId, now);
    }

    public Installation with(InstallationState state, String why, Instant now) {
        return copy(version, sha256, state, why, license, permissions, settingsId, now);
    }

    public Installation configured(String newSettingsId, Instant now) {
        return copy(version, sha256, desiredState, reason, license, permissions, newSettingsId, now);
    }

    public Installation at(String newVersion, String newSha256, List<String> newPermissions, Instant now) {
        return copy(newVersion, newSha256, desiredState, reason, license, newPermissions, settingsId, now);
    }

    private Installation copy(
            String v,
            String sha,
            InstallationState state,
            String why,
            Optional<LicenseSummary> summary,
            List<String> granted,
            String configured,
            Instant now) {
        return new Installation(
                id,
                tenantId,
                moduleName,
                v,
                sha,
                publisher,
                state,
                why,
                summary,
                granted,
                configured,
                installedBy,
                installedAt,
                now,
                revision);
    }
}

package com.a64platform.core.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What one sign-in started: a family of refresh tokens of which only the newest counts. Immutable.
 *
 * @param tenantId the tenant its access tokens are for
 * @param secretHash SHA-256, hex, of the newest refresh token's secret
 * @param expiresAt when the newest refresh token ends
 */
public record Session(
        String id,
        String userId,
        String tenantId,
        String secretHash,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> revokedAt) {

    public Session {
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS); // what the store keeps
        expiresAt = expiresAt.truncatedTo(ChronoUnit.MILLIS);
        revokedAt = revokedAt.map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
    }

    boolean aliveAt(Instant now) {
        return revokedAt.isEmpty() && now.isBefore(expiresAt);
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "Session[" + userId + ", " + tenantId + "]";
    }
}

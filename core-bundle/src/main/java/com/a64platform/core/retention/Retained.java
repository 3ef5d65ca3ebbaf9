package com.a64platform.core.retention;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What a module has left in a tenant from which it was uninstalled. There is at most one for a module and a tenant, and
 * none while it is installed. Immutable.
 *
 * @param version that served last
 * @param schema version of the data; 0 when that is not known
 * @param settingsId the version of settings that counted last; empty for none
 * @param operationId what uninstalled it
 * @param left when
 * @param purgeAt when it is removed for good; empty for kept
 * @param purging whether that has begun, so that it cannot be brought back
 */
public record Retained(
        String tenantId,
        String module,
        String version,
        int schema,
        String settingsId,
        String operationId,
        Instant left,
        Optional<Instant> purgeAt,
        boolean purging) {
    public Retained {
        left = left.truncatedTo(ChronoUnit.MILLIS); // what the store keeps
        purgeAt = purgeAt.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Whether somebody has had it deleted. */
    public boolean deleted() {
        return purgeAt.isPresent();
    }

    /** The same, kept until somebody else says otherwise. */
    public Retained kept() {
        return new Retained(
                tenantId, module, version, schema, settingsId, operationId, left, Optional.empty(), purging);
    }

    /** The same, while it is being removed. */
    public Retained goingAt(Instant now) {
        return new Retained(tenantId, module, version, schema, settingsId, operationId, left, Optional.of(now), true);
    }
}

package com.a64platform.core.licenseserver;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The right to licenses. Immutable.
 *
 * @param generation from 1 on; renewing makes the next, and with it a license with an id of its own for each installation
 * @param issuedAt when that generation was made
 * @param until its end; empty for never
 * @param revokedAt empty while it holds
 * @param grants ids of its grants, one for each installation it may have
 */
record Entitlement(
        String id,
        Terms terms,
        int generation,
        Instant issuedAt,
        Optional<Instant> until,
        Optional<Instant> revokedAt,
        List<String> grants) {
    Entitlement {
        grants = List.copyOf(grants);
    }

    Entitlement renewed(Instant now, Instant end) {
        return new Entitlement(id, terms, generation + 1, now, Optional.of(end), revokedAt, grants);
    }

    Entitlement revoked(Instant now) {
        return new Entitlement(id, terms, generation, issuedAt, until, revokedAt.or(() -> Optional.of(now)), grants);
    }
}

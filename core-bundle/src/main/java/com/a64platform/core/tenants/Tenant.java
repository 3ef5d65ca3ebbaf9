package com.a64platform.core.tenants;

import com.a64platform.api.CurrentTenant;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A company. Immutable.
 *
 * @param database opaque generated name of the database that holds its modules' data
 * @param closedAt since when nobody may act in it; empty while it is open
 * @param limits what it may use; {@link TenantLimits#NONE} itself when nothing is limited
 */
public record Tenant(String id, String name, String database, Optional<Instant> closedAt, TenantLimits limits)
        implements CurrentTenant {
    /** The tenant that a first start creates; a file dropped without an installation belongs to it. */
    public static final String DEFAULT_ID = "default";

    public Tenant {
        closedAt = closedAt.map(time -> time.truncatedTo(ChronoUnit.MILLIS)); // what the store keeps
        limits = limits.equals(TenantLimits.NONE) ? TenantLimits.NONE : limits;
    }

    /** An open one without limits. */
    public Tenant(String id, String name, String database) {
        this(id, name, database, Optional.empty(), TenantLimits.NONE);
    }

    public boolean open() {
        return closedAt.isEmpty();
    }

    /** Whether anything is limited. Each request asks: it reads one field. */
    public boolean limited() {
        return limits != TenantLimits.NONE;
    }
}

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
 */
public record Tenant(String id, String name, String database, Optional<Instant> closedAt) implements CurrentTenant {
    /** The tenant that a first start creates; a file dropped without an installation belongs to it. */
    public static final String DEFAULT_ID = "default";

    public Tenant {
        closedAt = closedAt.map(time -> time.truncatedTo(ChronoUnit.MILLIS)); // what the store keeps
    }

    /** An open one. */
    public Tenant(String id, String name, String database) {
        this(id, name, database, Optional.empty());
    }

    public boolean open() {
        return closedAt.isEmpty();
    }
}

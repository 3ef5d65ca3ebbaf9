package com.a64platform.core.tenants;

import com.a64platform.api.CurrentTenant;

/**
 * A company. Immutable.
 *
 * @param database opaque generated name of the database that holds its modules' data
 */
public record Tenant(String id, String name, String database) implements CurrentTenant {
    /** The tenant that a first start creates; a file dropped without an installation belongs to it. */
    public static final String DEFAULT_ID = "default";
}

package com.a64platform.core.descriptors;

import java.util.Set;

/** What no module may call itself or its routes, because the platform's own resources are there. */
public final class ReservedNames {
    /** First segments below {@code /api/v1/} that belong to the platform. */
    public static final Set<String> ROUTES = Set.of(
            "auth",
            "users",
            "admin",
            "modules",
            "installations",
            "operations",
            "workflows",
            "marketplace",
            "tenants",
            "health",
            "info",
            "ws",
            "docs",
            "system");

    /** Names that would collide with a verb below {@code /api/v1/modules/}. */
    public static final Set<String> MODULES =
            Set.of("install", "plan", "apply", "validate", "validate-manifest", "available", "loaded", "snapshots");

    private ReservedNames() {}
}

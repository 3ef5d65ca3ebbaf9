package com.a64platform.core.identity;

import com.a64platform.api.CurrentUser;
import java.util.Set;

/**
 * Who a request comes from, as its access token says. Immutable.
 *
 * @param tenantId the tenant the token was issued for; every request acts in it
 * @param permissions module permissions granted to the user in that tenant
 */
public record Caller(String id, String email, Set<String> roles, String tenantId, Set<String> permissions)
        implements CurrentUser {
    public static final String SUPER_ADMIN = "super_admin";
    public static final String TENANT_ADMIN = "tenant_admin";
    public static final String USER = "user";

    public Caller {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }

    public boolean superAdmin() {
        return roles.contains(SUPER_ADMIN);
    }

    @Override
    public boolean may(String permission) {
        return superAdmin() || roles.contains(TENANT_ADMIN) || permissions.contains(permission);
    }
}

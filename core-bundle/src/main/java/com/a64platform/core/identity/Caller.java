package com.a64platform.core.identity;

import com.a64platform.api.CurrentUser;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Set;

/**
 * Who a request comes from, as its access token says. Immutable.
 *
 * @param tenantId the tenant the token was issued for; every request acts in it
 * @param permissions module permissions granted to the user in that tenant
 * @param session the session that the token ends with; empty for somebody who has no token yet
 */
public record Caller(
        String id, String email, Set<String> roles, String tenantId, Set<String> permissions, String session)
        implements CurrentUser {
    public static final String SUPER_ADMIN = "super_admin";
    public static final String TENANT_ADMIN = "tenant_admin";
    public static final String USER = "user";

    public Caller {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }

    /** Somebody without a session. */
    public Caller(String id, String email, Set<String> roles, String tenantId, Set<String> permissions) {
        this(id, email, roles, tenantId, permissions, "");
    }

    /** The same person with the same rights, acting elsewhere: for a super_admin who names a tenant. */
    public Caller in(String tenant) {
        return new Caller(id, email, roles, tenant, permissions, session);
    }

    /** The same person with a session. */
    Caller on(String id) {
        return new Caller(this.id, email, roles, tenantId, permissions, id);
    }

    public boolean superAdmin() {
        return roles.contains(SUPER_ADMIN);
    }

    public boolean tenantAdmin() {
        return roles.contains(TENANT_ADMIN);
    }

    /** Whether he administers the tenant that he acts in. */
    public boolean administers() {
        return superAdmin() || tenantAdmin();
    }

    /**
     * The tenant a request acts in: the token's, unless a super_admin names another.
     *
     * @param named the tenant the request names; empty when it names none
     * @throws ProblemException TENANT_MISMATCH when anybody else names another than the token's
     */
    public String actingIn(String named) {
        if (named.isEmpty() || named.equals(tenantId)) {
            return tenantId;
        }
        if (!superAdmin()) {
            throw new ProblemException(
                    ErrorCode.TENANT_MISMATCH,
                    "The request names another tenant than your token; leave it out, or switch with POST"
                            + " /api/v1/auth/switch-tenant.");
        }
        return named;
    }

    /**
     * Makes sure of permissions, all of them.
     *
     * @throws ProblemException PERMISSION_DENIED when one is missing
     */
    public void require(Iterable<String> needed) {
        for (var permission : needed) {
            if (!may(permission)) {
                throw new ProblemException(
                        ErrorCode.PERMISSION_DENIED,
                        "This needs the permission " + permission + "; an administrator can grant it.");
            }
        }
    }

    @Override
    public boolean may(String permission) {
        return administers() || permissions.contains(permission);
    }
}

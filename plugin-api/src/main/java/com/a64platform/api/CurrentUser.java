package com.a64platform.api;

import java.util.Set;

/**
 * The signed-in user on whose behalf a request runs. A resource method takes it as a parameter annotated with
 * {@code @Context}. Immutable and safe to hand to another thread; it does not change when the user's roles do, so keep
 * it no longer than the request.
 */
public interface CurrentUser {
    /** The platform's id of the user: opaque, never empty, stable for the life of the account. */
    String id();

    /** The user's e-mail address in lower case. */
    String email();

    /** Role names as the access token carries them: {@code super_admin}, {@code tenant_admin}, {@code user}. */
    Set<String> roles();

    /**
     * Whether the user may do what a permission of this module's descriptor names.
     *
     * @param permission a permission from the descriptor, such as {@code farm.view}
     * @return true for a super_admin, for a tenant_admin of the current tenant, and for a user who was granted it
     */
    boolean may(String permission);
}

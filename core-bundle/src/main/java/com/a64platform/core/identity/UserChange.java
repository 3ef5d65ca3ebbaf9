package com.a64platform.core.identity;

import java.util.Optional;
import java.util.Set;

/**
 * What is to be different about a user; an absent part stays as it is.
 *
 * @param tenantId the tenant in which role and permissions change; empty for the caller's, or the user's only one
 * @param role makes the user a member of the tenant when he is none; permissions alone do not
 */
public record UserChange(
        String tenantId, Optional<String> role, Optional<Set<String>> permissions, Optional<Boolean> active) {

    boolean changesMembership() {
        return role.isPresent() || permissions.isPresent();
    }
}

package com.a64platform.core.identity;

import java.util.Optional;
import java.util.Set;

/**
 * What is to be different about a user; an absent part stays as it is.
 *
 * @param tenantId the tenant in which role and permissions change
 * @param role makes the user a member of the tenant when he is none
 */
public record UserChange(
        String tenantId, Optional<String> role, Optional<Set<String>> permissions, Optional<Boolean> active) {

    boolean changesMembership() {
        return role.isPresent() || permissions.isPresent();
    }
}

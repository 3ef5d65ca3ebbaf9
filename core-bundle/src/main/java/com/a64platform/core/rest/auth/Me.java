package com.a64platform.core.rest.auth;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.User;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The caller, as the token says, and the tenants the caller could switch to. */
record Me(String id, String email, Set<String> roles, String tenantId, Set<String> permissions, List<Member> tenants) {
    /** What the caller is in a tenant. */
    record Member(String tenantId, String role) {}

    static Me of(Caller caller, User user) {
        var tenants = user.memberships().stream()
                .map(membership -> new Member(membership.tenantId(), membership.role()))
                .toList();
        return new Me(
                caller.id(),
                caller.email(),
                new TreeSet<>(caller.roles()),
                caller.tenantId(),
                new TreeSet<>(caller.permissions()),
                tenants);
    }
}

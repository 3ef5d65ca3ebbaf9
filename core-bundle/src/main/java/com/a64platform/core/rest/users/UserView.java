package com.a64platform.core.rest.users;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.User;
import java.time.Instant;
import java.util.List;

/** A user as shown to a caller: only a super_admin and the user see tenants other than the caller's. */
public record UserView(
        String id, String email, boolean active, List<Member> tenants, Instant createdAt, Instant updatedAt) {
    /** What the user is in a tenant. */
    public record Member(String tenantId, String role, List<String> permissions) {}

    static UserView of(User user, Caller viewer) {
        boolean all = viewer.superAdmin() || viewer.id().equals(user.id());
        var tenants = user.memberships().stream()
                .filter(membership -> all || membership.tenantId().equals(viewer.tenantId()))
                .map(membership -> new Member(
                        membership.tenantId(),
                        membership.role(),
                        membership.permissions().stream().sorted().toList()))
                .toList();
        return new UserView(user.id(), user.email(), user.active(), tenants, user.createdAt(), user.updatedAt());
    }
}

package com.a64platform.core.rest.tenants;

import com.a64platform.core.identity.User;
import com.a64platform.core.tenants.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A tenant with its members. */
record TenantView(String id, String name, List<Member> members, Optional<Instant> closedAt) {
    /** A user of the tenant. */
    record Member(String userId, String email, String role) {
        static Optional<Member> of(User user, String tenantId) {
            return user.in(tenantId).map(member -> new Member(user.id(), user.email(), member.role()));
        }
    }

    /** As it is listed: without members. */
    record Listed(String id, String name, Optional<Instant> closedAt) {
        static Listed of(Tenant tenant) {
            return new Listed(tenant.id(), tenant.name(), tenant.closedAt());
        }
    }

    static TenantView of(Tenant tenant, List<User> users) {
        return new TenantView(tenant.id(), tenant.name(), members(tenant, users), tenant.closedAt());
    }

    static List<Member> members(Tenant tenant, List<User> users) {
        return users.stream()
                .flatMap(user -> Member.of(user, tenant.id()).stream())
                .toList();
    }
}

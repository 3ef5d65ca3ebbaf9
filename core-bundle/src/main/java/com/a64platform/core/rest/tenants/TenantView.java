package com.a64platform.core.rest.tenants;

import com.a64platform.core.identity.User;
import com.a64platform.core.tenants.Tenant;
import java.util.List;

/** A tenant with its members. */
record TenantView(String id, String name, List<Member> members) {
    /** A user of the tenant. */
    record Member(String userId, String email, String role) {}

    /** As it is listed: without members. */
    record Listed(String id, String name) {
        static Listed of(Tenant tenant) {
            return new Listed(tenant.id(), tenant.name());
        }
    }

    static TenantView of(Tenant tenant, List<User> users) {
        var members = users.stream()
                .flatMap(user ->
                        user.in(tenant.id()).map(member -> new Member(user.id(), user.email(), member.role())).stream())
                .toList();
        return new TenantView(tenant.id(), tenant.name(), members);
    }
}

package com.a64platform.core.rest.tenants;

import static com.a64platform.core.rest.Bodies.orEmpty;

import com.a64platform.core.identity.UserChange;
import com.a64platform.core.rest.Bodies;
import java.util.List;
import java.util.Optional;

/** The bodies of requests about tenants. */
final class TenantRequests {
    private TenantRequests() {}

    record Create(String name) {
        Create {
            name = orEmpty(name);
        }
    }

    /** What a user is to be in a tenant. */
    record Member(String role, List<String> permissions) {
        UserChange toChange(String tenantId) {
            return new UserChange(
                    tenantId,
                    Optional.of(orEmpty(role)),
                    Optional.ofNullable(permissions).map(Bodies::distinct),
                    Optional.empty());
        }
    }
}

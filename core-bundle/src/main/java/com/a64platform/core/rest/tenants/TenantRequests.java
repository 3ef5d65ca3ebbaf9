package com.a64platform.core.rest.tenants;

import static com.a64platform.core.rest.Bodies.orEmpty;

import com.a64platform.core.identity.UserChange;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.rest.Bodies;
import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import java.util.Optional;

/** The bodies of requests about tenants. */
final class TenantRequests {
    private TenantRequests() {}

    record Named(String name) {
        Named {
            name = orEmpty(name);
        }
    }

    /** Who is to be what in a tenant. */
    record NewMember(@JsonAlias("user_id") String userId, String role, List<String> permissions) {
        /** @throws ProblemException VALIDATION_FAILED when nobody is named */
        String user() {
            new Faults()
                    .check(!orEmpty(userId).isBlank(), "/userId", "names a user")
                    .raise();
            return userId;
        }

        Member member() {
            return new Member(role, permissions);
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

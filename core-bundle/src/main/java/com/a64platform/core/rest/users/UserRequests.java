package com.a64platform.core.rest.users;

import static com.a64platform.core.rest.Bodies.orEmpty;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.NewUser;
import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.identity.UserChange;
import com.a64platform.core.rest.Bodies;
import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bodies of requests about users. */
final class UserRequests {
    private UserRequests() {}

    /**
     * @param tenantId left out for the caller's; only a super_admin may name another
     * @param role left out for {@code user}
     */
    record Create(
            String email,
            String password,
            @JsonAlias("tenant_id") String tenantId,
            String role,
            List<String> permissions) {

        NewUser toUser(Caller by) {
            var wanted = role == null ? Caller.USER : role;
            var tenant = by.actingIn(orEmpty(tenantId));
            var granted = permissions == null ? Set.<String>of() : Bodies.distinct(permissions);
            return new NewUser(orEmpty(email), orEmpty(password), new Membership(tenant, wanted, granted));
        }

        /** Leaves the password out. */
        @Override
        public String toString() {
            return "Create";
        }
    }

    /** What is left out stays as it is. */
    record Change(@JsonAlias("tenant_id") String tenantId, String role, List<String> permissions, Boolean active) {

        UserChange toChange() {
            return new UserChange(
                    orEmpty(tenantId),
                    Optional.ofNullable(role),
                    Optional.ofNullable(permissions).map(Bodies::distinct),
                    Optional.ofNullable(active));
        }
    }
}

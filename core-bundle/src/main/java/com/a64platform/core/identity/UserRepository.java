package com.a64platform.core.identity;

import java.util.List;
import java.util.Optional;

/** Keeps users. Thread-safe; every write is durable on return. */
public interface UserRepository {
    /** @throws com.a64platform.core.problem.ProblemException CONFLICT when the e-mail address is taken */
    void add(User user);

    /**
     * Writes a user whose document still is at {@code user.revision()}, and returns it at the next.
     *
     * @throws com.a64platform.core.problem.ProblemException CONFLICT when somebody else wrote it in between or it is gone
     */
    User update(User user);

    Optional<User> find(String id);

    Optional<User> findByEmail(String email);

    /** By e-mail address. */
    List<User> find(Filter filter, int skip, int limit);

    long count(Filter filter);

    /** @param tenantId only members of this tenant; empty for all @param role only those with this role somewhere */
    record Filter(Optional<String> tenantId, Optional<String> role, Optional<Boolean> active) {
        public static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty());

        static final Filter ACTIVE_SUPER_ADMINS =
                new Filter(Optional.empty(), Optional.of(Caller.SUPER_ADMIN), Optional.of(true));

        public static Filter inTenant(String id) {
            return new Filter(Optional.of(id), Optional.empty(), Optional.empty());
        }

        /** Whether a user is asked for. */
        public boolean matches(User user) {
            return tenantId.map(id -> user.in(id).isPresent()).orElse(true)
                    && role.map(wanted -> user.memberships().stream()
                                    .anyMatch(membership -> membership.role().equals(wanted)))
                            .orElse(true)
                    && active.map(wanted -> wanted == user.active()).orElse(true);
        }
    }
}

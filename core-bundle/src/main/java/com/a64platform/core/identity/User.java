package com.a64platform.core.identity;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A person with an account. Immutable.
 *
 * @param email in lower case, unique
 * @param passwordHash Argon2id in PHC string form
 * @param memberships at most one for each tenant, in the order they were given
 * @param active only an active user can sign in
 * @param revision counts the writes of this document; a write names the one it was read at
 */
public record User(
        String id,
        String email,
        String passwordHash,
        List<Membership> memberships,
        boolean active,
        Instant createdAt,
        Instant updatedAt,
        long revision) {
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"\\p{Cntrl}]{1,64}@[^\\s@<>\"\\p{Cntrl}]{1,190}");

    public User {
        memberships = List.copyOf(memberships);
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS); // what the store keeps
        updatedAt = updatedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** How an address is kept and compared. */
    public static String normalEmail(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    static boolean isEmail(String email) {
        return EMAIL.matcher(email).matches();
    }

    /** What a user is in a tenant; {@code super_admin} in one is so in all. */
    public record Membership(String tenantId, String role, Set<String> permissions) {
        public Membership {
            permissions = Set.copyOf(permissions);
        }
    }

    public boolean superAdmin() {
        return memberships.stream().anyMatch(membership -> membership.role().equals(Caller.SUPER_ADMIN));
    }

    public Optional<Membership> in(String tenantId) {
        return memberships.stream()
                .filter(membership -> membership.tenantId().equals(tenantId))
                .findFirst();
    }

    /**
     * The user acting in a tenant.
     *
     * @throws ProblemException TENANT_MISMATCH when the user does not belong to it
     */
    public Caller callerIn(String tenantId) {
        if (superAdmin()) {
            return new Caller(id, email, Set.of(Caller.SUPER_ADMIN), tenantId, Set.of());
        }
        return in(tenantId)
                .map(member -> new Caller(id, email, Set.of(member.role()), tenantId, member.permissions()))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.TENANT_MISMATCH,
                        "You do not belong to that tenant; GET /api/v1/tenants lists yours."));
    }

    User withPassword(String hash, Instant now) {
        return new User(id, email, hash, memberships, active, createdAt, now, revision);
    }

    User withActive(boolean nowActive, Instant now) {
        return new User(id, email, passwordHash, memberships, nowActive, createdAt, now, revision);
    }

    /** Adds the membership, or puts it in the place of the one in the same tenant. */
    User with(Membership membership, Instant now) {
        var changed = new ArrayList<>(memberships);
        changed.replaceAll(old -> old.tenantId().equals(membership.tenantId()) ? membership : old);
        if (in(membership.tenantId()).isEmpty()) {
            changed.add(membership);
        }
        return new User(id, email, passwordHash, changed, active, createdAt, now, revision);
    }

    User without(String tenantId, Instant now) {
        var rest = memberships.stream()
                .filter(membership -> !membership.tenantId().equals(tenantId))
                .toList();
        return new User(id, email, passwordHash, rest, active, createdAt, now, revision);
    }

    /** Leaves the password's hash out. */
    @Override
    public String toString() {
        return "User[" + id + ", " + memberships + (active ? "]" : ", inactive]");
    }
}

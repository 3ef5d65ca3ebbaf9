package com.a64platform.core.identity;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.identity.UserRepository.Filter;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Users as administrators see and change them: a super_admin all, a tenant_admin those of the own tenant. A change of
 * what somebody may do ends his sessions, so that it holds at once. Thread-safe.
 */
@Component(service = Users.class)
public final class Users {
    private final UserRepository repository;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Seats seats;
    private final Audit audit;
    private final Clock clock;

    @Activate
    public Users(
            @Reference UserRepository repository,
            @Reference Passwords passwords,
            @Reference Sessions sessions,
            @Reference Seats seats,
            @Reference Audit audit) {
        this(repository, passwords, sessions, seats, audit, Clock.systemUTC());
    }

    Users(UserRepository repository, Passwords passwords, Sessions sessions, Seats seats, Audit audit, Clock clock) {
        this.repository = repository;
        this.passwords = passwords;
        this.sessions = sessions;
        this.seats = seats;
        this.audit = audit;
        this.clock = clock;
    }

    /** Knows how many active users a tenant's licenses cover. Thread-safe. */
    public interface Seats {
        /** @throws ProblemException CONFLICT when one more active user would be more than a license covers */
        void requireFree(String tenantId);

        /** Somebody has taken a seat or left one. */
        void changed();
    }

    /**
     * @throws ProblemException CONFLICT when the e-mail address is taken or a license has no seat left, PERMISSION_DENIED
     *     for a role too high
     */
    public User create(Audit.Actor actor, Caller by, NewUser wanted) {
        by.actingIn(wanted.membership().tenantId());
        requireMayGrant(by, wanted.membership().role());
        var now = now();
        var user = new User(
                UUID.randomUUID().toString(),
                wanted.email(),
                passwords.hash(wanted.password()),
                List.of(wanted.membership()),
                true,
                now,
                now,
                1);
        add(user);
        record(actor, "user.create", user);
        return user;
    }

    /** One after the other, so that two do not take the last seat. */
    private synchronized void add(User user) {
        user.memberships().forEach(membership -> seats.requireFree(membership.tenantId()));
        repository.add(user);
        seats.changed();
    }

    /** @throws ProblemException NOT_FOUND when there is none that the caller may see */
    public User visible(Caller by, String id) {
        return repository
                .find(id)
                .filter(user -> by.superAdmin() || user.id().equals(by.id()) || administers(by, user))
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no such user; check the id."));
    }

    /** Those the caller may see, by e-mail address. */
    public List<User> find(Caller by, String tenantId, int skip, int limit) {
        return repository.find(filter(by, tenantId), skip, limit);
    }

    public long count(Caller by, String tenantId) {
        return repository.count(filter(by, tenantId));
    }

    /** Everybody in a tenant, for its list of members. */
    public List<User> members(String tenantId) {
        return repository.find(Filter.inTenant(tenantId), 0, Integer.MAX_VALUE);
    }

    /** @throws ProblemException CONFLICT when nobody could administer the platform any more */
    public User change(Audit.Actor actor, Caller by, String id, UserChange change) {
        var user = manageable(by, id);
        var changed = user;
        if (change.changesMembership()) {
            changed = changed.with(membership(by, user, change), now());
        }
        if (change.active().isPresent()) {
            requireWholeUser(by, user);
            changed = changed.withActive(change.active().get(), now());
        }
        return changed == user ? user : write(actor, "user.update", user, changed);
    }

    /** The user can sign in no more; what he did stays his. */
    public User deactivate(Audit.Actor actor, Caller by, String id) {
        var user = manageable(by, id);
        requireWholeUser(by, user);
        return write(actor, "user.deactivate", user, user.withActive(false, now()));
    }

    /** Takes the user out of a tenant. */
    public User leave(Audit.Actor actor, Caller by, String id, String tenantId) {
        var tenant = by.actingIn(tenantId);
        var user = manageable(by, id);
        return write(actor, "user.leave", user, user.without(tenant, now()));
    }

    /** One after the other, so that two administrators cannot remove each other at once. */
    private synchronized User write(Audit.Actor actor, String action, User user, User changed) {
        boolean administered = user.superAdmin() && user.active();
        if (administered
                && !(changed.superAdmin() && changed.active())
                && repository.count(Filter.ACTIVE_SUPER_ADMINS) <= 1) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "This is the only active super_admin; make another one first.");
        }
        changed.memberships().stream()
                .map(Membership::tenantId)
                .filter(tenant -> takesSeat(changed, tenant) && !takesSeat(user, tenant))
                .forEach(seats::requireFree);
        var written = repository.update(changed);
        seats.changed();
        sessions.endAll(user.id());
        record(actor, action, written);
        return written;
    }

    private static boolean takesSeat(User user, String tenant) {
        return user.active() && user.in(tenant).isPresent();
    }

    private Membership membership(Caller by, User user, UserChange change) {
        var tenant = tenantOf(by, user, change);
        var old = user.in(tenant);
        var wanted = new Membership(
                tenant,
                change.role().or(() -> old.map(Membership::role)).orElse(""),
                change.permissions().or(() -> old.map(Membership::permissions)).orElse(Set.of()));
        var faults = new Faults();
        NewUser.check(faults, wanted);
        faults.raise();
        requireMayGrant(by, wanted.role());
        return wanted;
    }

    /** A super_admin who names no tenant means the only one the user has, not the one he is in himself. */
    private static String tenantOf(Caller by, User user, UserChange change) {
        boolean elsewhere = by.superAdmin() && user.in(by.tenantId()).isEmpty();
        if (change.tenantId().isEmpty() && elsewhere && user.memberships().size() == 1) {
            return user.memberships().get(0).tenantId();
        }
        return by.actingIn(change.tenantId());
    }

    private User manageable(Caller by, String id) {
        var user = visible(by, id);
        if (!by.superAdmin() && (user.superAdmin() || !administers(by, user))) {
            throw new ProblemException(
                    ErrorCode.PERMISSION_DENIED, "Only an administrator above this user may change it.");
        }
        return user;
    }

    private static boolean administers(Caller by, User user) {
        return by.tenantAdmin() && user.in(by.tenantId()).isPresent();
    }

    private static void requireWholeUser(Caller by, User user) {
        if (!by.superAdmin() && user.memberships().size() > 1) {
            throw new ProblemException(
                    ErrorCode.PERMISSION_DENIED,
                    "This user belongs to other tenants too; take the user out of yours instead.");
        }
    }

    private static void requireMayGrant(Caller by, String role) {
        if (!by.superAdmin() && (!by.tenantAdmin() || role.equals(Caller.SUPER_ADMIN))) {
            throw new ProblemException(ErrorCode.PERMISSION_DENIED, "You may not give the role " + role + ".");
        }
    }

    private static Filter filter(Caller by, String tenantId) {
        return by.superAdmin() && tenantId.isEmpty() ? Filter.ALL : Filter.inTenant(by.actingIn(tenantId));
    }

    private void record(Audit.Actor actor, String action, User user) {
        var roles = user.memberships().stream()
                .map(membership -> membership.tenantId() + "=" + membership.role())
                .collect(Collectors.joining(" "));
        audit.record(
                actor,
                action,
                "",
                "success",
                Map.of("userId", user.id(), "email", user.email(), "roles", roles, "active", "" + user.active()));
    }

    private Instant now() {
        return clock.instant();
    }
}

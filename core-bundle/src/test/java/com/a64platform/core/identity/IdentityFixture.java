package com.a64platform.core.identity;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenancy.TenantRoom;
import com.a64platform.core.tenants.TenantRepository;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The services of identity on stores in memory; hashes cost little. */
public final class IdentityFixture {
    public static final String PASSWORD = "correct horse battery";
    public static final Actor HOME = new Actor("", "", "192.0.2.1", "curl");
    public static final Actor ELSEWHERE = new Actor("", "", "198.51.100.9", "curl");

    final MovableClock clock = new MovableClock();
    final InMemoryUserRepository repository = new InMemoryUserRepository();
    final InMemorySessionRepository sessionRepository = new InMemorySessionRepository();
    final InMemoryAttemptsRepository attempts = new InMemoryAttemptsRepository();
    final SigningKey key = SigningKey.generate();
    public final RecordedAudit audit = new RecordedAudit();
    final Passwords passwords = new Passwords(64);
    public final Sessions sessions = new Sessions(sessionRepository, clock);
    final LockOut lockOut = new LockOut(attempts, clock);
    public final AccessTokens accessTokens = new AccessTokens(key, sessions, clock);
    final Credentials credentials = new Credentials(repository, passwords, lockOut, audit);
    /** Tenants that nobody may act in. */
    public final Set<String> closed = ConcurrentHashMap.newKeySet();

    public final SignIn signIn = new SignIn(
            repository, credentials, passwords, sessions, accessTokens, tenant -> !closed.contains(tenant), audit);
    public final Users users = new Users(repository, passwords, sessions, new CountedSeats(), audit, clock);

    /** How many active users each tenant may have; a tenant that is not named here, any number. */
    final Map<String, Integer> seats = new HashMap<>();

    /** Counts the active users against {@link #seats}. */
    private final class CountedSeats implements Users.Seats {
        @Override
        public void requireFree(String tenantId) {
            var filter = new UserRepository.Filter(Optional.of(tenantId), Optional.empty(), Optional.of(true));
            if (repository.count(filter) >= seats.getOrDefault(tenantId, Integer.MAX_VALUE)) {
                throw new ProblemException(ErrorCode.CONFLICT, "All seats are taken.");
            }
        }

        @Override
        public void changed() {}
    }

    /** The users as another node on the same store changes them. */
    public Users elsewhere() {
        return new Users(
                repository, passwords, new Sessions(sessionRepository, clock), new CountedSeats(), audit, clock);
    }

    /** What limits leave to the tenants of these users. */
    public TenantRoom room(TenantRepository tenants, Inventory inventory) {
        return new TenantRoom(tenants, repository, inventory);
    }

    /** An active user named by the first part of the e-mail address. */
    public User user(String name, String tenant, String role, String... permissions) {
        var now = clock.instant();
        var user = new User(
                name,
                name + "@example.org",
                passwords.hash(PASSWORD),
                List.of(new Membership(tenant, role, Set.of(permissions))),
                true,
                now,
                now,
                1);
        repository.add(user);
        return user;
    }

    public Caller caller(String name, String tenant, String role) {
        return user(name, tenant, role).callerIn(tenant);
    }

    /** The same, signed in. */
    public Caller signedIn(String name, String tenant, String role) {
        user(name, tenant, role);
        return accessTokens.authenticate(
                signIn.login(HOME, name + "@example.org", PASSWORD, "").accessToken());
    }

    public static void refused(ErrorCode code, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(ProblemException.class, e -> Assertions.assertThat(e.code())
                        .isEqualTo(code));
    }
}

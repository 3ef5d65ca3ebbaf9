package com.a64platform.core.identity;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.identity.UserRepository.Filter;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.problem.ProblemException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Sees to it that somebody can sign in: while there is no active super_admin, one is made. The account becomes active
 * only after its password was shown, so a crash in between shows a new one at the next start.
 */
@Component(service = FirstStart.class, immediate = true)
public final class FirstStart {
    /** Where the first super_admin belongs; the tenant is made by the first start, too. */
    static final String TENANT = "default";

    private static final String DEFAULT_EMAIL = "admin@localhost";

    private final UserRepository users;
    private final Passwords passwords;
    private final Audit audit;

    /** Shows the password on standard output, which no log records. */
    @Activate
    public FirstStart(
            @Reference Platform platform,
            @Reference UserRepository users,
            @Reference Passwords passwords,
            @Reference Audit audit) {
        this(platform.settings(), users, passwords, audit, System.out);
    }

    FirstStart(PlatformSettings settings, UserRepository users, Passwords passwords, Audit audit, PrintStream console) {
        this.users = users;
        this.passwords = passwords;
        this.audit = audit;
        if (users.count(Filter.ACTIVE_SUPER_ADMINS) == 0) {
            makeAdministrator(settings, console);
        }
    }

    private void makeAdministrator(PlatformSettings settings, PrintStream console) {
        var password = settings.adminPassword().orElseGet(Passwords::random);
        var wanted = wanted(settings.adminEmail().orElse(DEFAULT_EMAIL), password);
        var waiting = waiting(wanted, passwords.hash(password));
        if (settings.adminPassword().isEmpty()) {
            show(console, wanted.email(), password);
        }
        users.update(waiting.withActive(true, Instant.now()));
        audit.record(
                Audit.Actor.SYSTEM,
                "user.create",
                "",
                "success",
                Map.of("userId", waiting.id(), "email", waiting.email(), "roles", TENANT + "=" + Caller.SUPER_ADMIN));
    }

    private static NewUser wanted(String email, String password) {
        try {
            return new NewUser(email, password, new Membership(TENANT, Caller.SUPER_ADMIN, Set.of()));
        } catch (ProblemException refused) {
            throw new IllegalStateException(
                    "A64_ADMIN_EMAIL or A64_ADMIN_PASSWORD cannot be taken: " + refused.errors(), refused);
        }
    }

    /** The account as it is before anybody knows its password. */
    private User waiting(NewUser wanted, String hash) {
        Optional<User> known = users.findByEmail(wanted.email());
        if (known.isPresent()) {
            return users.update(known.get()
                    .withActive(false, Instant.now())
                    .with(wanted.membership(), Instant.now())
                    .withPassword(hash, Instant.now()));
        }
        var now = Instant.now();
        var user = new User(
                UUID.randomUUID().toString(), wanted.email(), hash, List.of(wanted.membership()), false, now, now, 1);
        users.add(user);
        return user;
    }

    private static void show(PrintStream console, String email, String password) {
        console.println();
        console.println("  The first administrator is " + email + " with the password");
        console.println();
        console.println("      " + password);
        console.println();
        console.println("  It is shown this once. ./a64 admin reset-password sets a new one.");
        console.println();
        console.flush();
    }
}

package com.a64platform.core.identity;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.identity.UserRepository.Filter;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the owner of the home in again, who has forgotten the password or was locked out. The command line puts a request
 * into {@code run/}, which only the owner can write; it holds the new password's hash, never the password. The platform
 * takes it within a second, or at its next start, and removes it; a refused one leaves a note beside it.
 */
@Component(service = PasswordReset.class, immediate = true)
public final class PasswordReset {
    private static final Logger log = LoggerFactory.getLogger(PasswordReset.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(10);
    private static final String EMAIL = "email";
    private static final String HASH = "passwordHash";

    private final Home home;
    private final UserRepository users;
    private final Sessions sessions;
    private final LockOut lockOut;
    private final Audit audit;
    private final Thread watcher;

    /** Comes after the first start, which makes the account that may be asked for. */
    @Activate
    public PasswordReset(
            @Reference Platform platform,
            @Reference FirstStart firstStart,
            @Reference UserRepository users,
            @Reference Sessions sessions,
            @Reference LockOut lockOut,
            @Reference Audit audit,
            @Reference Workers workers) {
        this.home = platform.home();
        this.users = users;
        this.sessions = sessions;
        this.lockOut = lockOut;
        this.audit = audit;
        this.watcher = workers.start("password-reset", this::watch);
    }

    @Deactivate
    public void close() {
        watcher.interrupt();
    }

    /**
     * What the command line asks for.
     *
     * @param email a super_admin's; empty means the only one there is
     * @param passwordHash of the new password, see {@link Passwords#hash}
     */
    public record Request(String email, String passwordHash) {
        public Request {
            if (!Passwords.isHash(passwordHash)) {
                throw new IllegalArgumentException("A reset request holds an Argon2id hash");
            }
        }

        /** Hands it to the platform of a home; what lay there is replaced. */
        public void submit(Home home) {
            noteFile(home).delete();
            requestFile(home)
                    .write(StrictJson.write(StrictJson.object()
                            .put(EMAIL, User.normalEmail(email))
                            .put(HASH, passwordHash)));
        }

        /** Whether the platform has taken it. */
        public static boolean isTaken(Home home) {
            return requestFile(home).read().isEmpty();
        }

        /** Why the platform refused it; empty when it was carried out, or is waiting. */
        public static Optional<String> refusal(Home home) {
            return noteFile(home).read().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }

        /** Leaves the hash out. */
        @Override
        public String toString() {
            return "Request[" + email + "]";
        }
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(attempt().toMillis());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return how long to wait before the next look; a store that is away leaves the request for later */
    private Duration attempt() {
        try {
            takeRequest();
            return PAUSE;
        } catch (ProblemException away) {
            log.error("A password reset waits: {}", away.detail());
            return STORE_PAUSE;
        }
    }

    private void takeRequest() {
        try {
            var content = requestFile(home).read();
            if (content.isPresent()) {
                carryOut(parse(content.get()));
                requestFile(home).delete();
            }
        } catch (MalformedDocumentException | PrivateFile.Exposed | Refused refusal) {
            log.warn("A password reset was refused: {}", refusal.getMessage());
            noteFile(home).write((refusal.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
            requestFile(home).delete();
        }
    }

    /** Doing it twice, after a crash in the middle, does no harm. */
    private void carryOut(Request request) throws Refused {
        var user = account(request.email());
        var now = Instant.now();
        users.update(user.withPassword(request.passwordHash(), now).withActive(true, now));
        sessions.endAll(user.id());
        lockOut.exempt(user.email());
        audit.record(Audit.Actor.SYSTEM, "user.reset-password", "", "success", Map.of("userId", user.id()));
        log.info("The password of user {} was reset by the owner of the home", user.id());
    }

    private User account(String email) throws Refused {
        if (!email.isEmpty()) {
            return users.findByEmail(email)
                    .filter(User::superAdmin)
                    .orElseThrow(() -> new Refused("There is no super_admin of that e-mail address."));
        }
        var found = users.find(Filter.ACTIVE_SUPER_ADMINS, 0, 2);
        if (found.size() != 1) {
            throw new Refused("There is more than one super_admin; name one with --email.");
        }
        return found.get(0);
    }

    private static Request parse(byte[] content) throws MalformedDocumentException, Refused {
        var members = StrictJson.read(content, Set.of(EMAIL, HASH));
        var hash = members.text(HASH);
        if (!Passwords.isHash(hash)) {
            throw new Refused("The request holds no Argon2id hash.");
        }
        return new Request(members.text(EMAIL), hash);
    }

    private static PrivateFile requestFile(Home home) {
        return new PrivateFile(home.run().resolve("reset-password.request"));
    }

    private static PrivateFile noteFile(Home home) {
        return new PrivateFile(home.run().resolve("reset-password.refused.txt"));
    }

    /** The request cannot be carried out. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}

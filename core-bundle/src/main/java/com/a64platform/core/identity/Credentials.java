package com.a64platform.core.identity;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Holds a password against an account: counts failures, locks, and takes as long for an account that does not exist.
 * Thread-safe; tries on one account are taken one after the other, so that many at once get no more guesses.
 */
@Component(service = Credentials.class)
public final class Credentials {
    private static final int STRIPES = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final UserRepository users;
    private final Passwords passwords;
    private final LockOut lockOut;
    private final Audit audit;
    private final ReentrantLock[] stripes =
            IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock(true)).toArray(ReentrantLock[]::new);

    @Activate
    public Credentials(
            @Reference UserRepository users,
            @Reference Passwords passwords,
            @Reference LockOut lockOut,
            @Reference Audit audit) {
        this.users = users;
        this.passwords = passwords;
        this.lockOut = lockOut;
        this.audit = audit;
    }

    /**
     * @return the active user whose password it is
     * @throws ProblemException INVALID_CREDENTIALS whatever of the two is wrong, ACCOUNT_LOCKED with how long to wait
     */
    User verify(Audit.Actor actor, String email, String password) {
        var account = User.normalEmail(email);
        var stripe = stripes[Math.floorMod(account.hashCode(), STRIPES)];
        acquire(stripe);
        try {
            lockOut.check(account, actor.ipAddress());
            return match(actor, account, password);
        } finally {
            stripe.unlock();
        }
    }

    private User match(Audit.Actor actor, String account, String password) {
        var user = users.findByEmail(account).filter(User::active);
        if (user.isEmpty() || password.length() > Passwords.MAX_LENGTH) {
            passwords.matchNobody();
            throw refused(actor, account);
        }
        if (!passwords.matches(password, user.get().passwordHash())) {
            throw refused(actor, account);
        }
        lockOut.succeeded(account, actor.ipAddress());
        return user.get();
    }

    /** The audit names the address that was typed only when it is one: some people type their password there. */
    private ProblemException refused(Audit.Actor actor, String account) {
        var details = Map.of("email", User.isEmail(account) ? account : "(not an e-mail address)");
        boolean locks = lockOut.failed(account, actor.ipAddress());
        audit.record(actor, "auth.login", "", "refused", details);
        if (locks) {
            audit.record(actor, "auth.lock", "", "success", details);
        }
        return new ProblemException(
                ErrorCode.INVALID_CREDENTIALS, "Check the e-mail address and the password and try again.");
    }

    private static void acquire(ReentrantLock stripe) {
        try {
            if (stripe.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProblemException(
                ErrorCode.TOO_BUSY, "Too many are signing in to this account at once; try again.", PATIENCE);
    }
}

package com.a64platform.core.identity;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Locks an account after 5 failures within 15 minutes, and an address after 20, for 15 minutes. Whoever knows an e-mail
 * address can fail on purpose; so that this keeps nobody out for ever, failures from an address the account has signed in
 * from are counted apart, and the owner of the home can lift every lock. Thread-safe.
 */
@Component(service = LockOut.class)
public final class LockOut {
    static final int ACCOUNT_LIMIT = 5;
    static final int ADDRESS_LIMIT = 20;

    private static final int TRIES = 20;

    private final AttemptsRepository repository;
    private final Clock clock;
    private volatile Instant purged;

    @Activate
    public LockOut(@Reference AttemptsRepository repository) {
        this(repository, Clock.systemUTC());
    }

    LockOut(AttemptsRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
        this.purged = now();
    }

    /** @throws ProblemException ACCOUNT_LOCKED with how long to wait */
    void check(String email, String address) {
        var now = now();
        var account = load(account(email));
        if (account.exempt(now)) {
            return;
        }
        if (account.knownAddresses().contains(address)) {
            requireOpen(load(pair(email, address)), now);
            return;
        }
        requireOpen(account, now);
        requireOpen(load(address(address)), now);
    }

    /** Counts a failure; true when it is the one that locks. */
    boolean failed(String email, String address) {
        var now = now();
        purge(now);
        var account = load(account(email));
        if (account.exempt(now)) {
            return false;
        }
        if (account.knownAddresses().contains(address)) {
            return count(pair(email, address), now, ACCOUNT_LIMIT);
        }
        boolean lockedAddress = count(address(address), now, ADDRESS_LIMIT);
        return count(account.key(), now, ACCOUNT_LIMIT) || lockedAddress;
    }

    /** Forgets the account's failures and remembers the address. */
    void succeeded(String email, String address) {
        var account = load(account(email));
        var known = account.knownAddresses();
        if (account.failures().isEmpty() && !known.isEmpty() && known.get(0).equals(address)) {
            clear(pair(email, address)); // the usual case writes nothing
            return;
        }
        change(account.key(), attempts -> attempts.cleared().knowing(address));
        clear(pair(email, address));
    }

    /** Lifts every lock of the account and lets nothing lock it for a while. */
    void exempt(String email) {
        change(account(email), attempts -> attempts.exemptedUntil(now().plus(Attempts.WINDOW)));
    }

    /** At most once in a window: nothing hangs on it. */
    private void purge(Instant now) {
        if (now.isAfter(purged.plus(Attempts.WINDOW))) {
            purged = now;
            repository.removeOlderThan(now.minus(Attempts.WINDOW.multipliedBy(2)));
        }
    }

    private boolean count(String key, Instant now, int limit) {
        return change(key, attempts -> attempts.failed(now, limit))
                .lockedFor(now)
                .equals(Attempts.WINDOW);
    }

    private void clear(String key) {
        var attempts = load(key);
        if (!attempts.failures().isEmpty() || attempts.lockedUntil().isPresent()) {
            change(key, Attempts::cleared);
        }
    }

    private Attempts load(String key) {
        return repository.find(key).orElseGet(() -> Attempts.none(key));
    }

    private Attempts change(String key, UnaryOperator<Attempts> change) {
        for (int tried = 0; tried < TRIES; tried++) {
            var changed = change.apply(load(key));
            if (repository.save(changed, now())) {
                return changed;
            }
        }
        throw new ProblemException(
                ErrorCode.TOO_BUSY, "Too many people are signing in at once; try again.", Duration.ofSeconds(1));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void requireOpen(Attempts attempts, Instant now) {
        var wait = attempts.lockedFor(now);
        if (!wait.isZero()) {
            long minutes = wait.plusSeconds(59).toMinutes();
            throw new ProblemException(
                    ErrorCode.ACCOUNT_LOCKED,
                    "Try again in " + minutes + (minutes == 1 ? " minute." : " minutes."),
                    wait);
        }
    }

    private static String account(String email) {
        return "account:" + hash(email);
    }

    private static String pair(String email, String address) {
        return "pair:" + hash(email + "\n" + address);
    }

    private static String hash(String text) {
        return Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** An IPv6 subscriber has a whole /64. */
    private static String address(String address) {
        var literal = address.replaceAll("^\\[|]$|%.*", "");
        if (!literal.contains(":") || !literal.matches("[0-9a-fA-F:.]+")) {
            return "address:" + address;
        }
        try {
            var bytes = InetAddress.getByName(literal).getAddress();
            return "address:" + HexFormat.of().formatHex(bytes, 0, Math.min(8, bytes.length));
        } catch (UnknownHostException e) {
            return "address:" + address;
        }
    }
}

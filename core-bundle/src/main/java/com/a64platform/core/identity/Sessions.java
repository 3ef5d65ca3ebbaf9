package com.a64platform.core.identity;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Opens, goes on with and ends sessions. A refresh token is {@code session.secret} and good once; one that comes again
 * was stolen from somebody, so it ends the session for the thief and the owner. Thread-safe.
 */
@Component(service = Sessions.class)
public final class Sessions {
    static final Duration IDLE = Duration.ofDays(7);
    static final Duration LONGEST = Duration.ofDays(30);
    /** For so long after a session's end one of its access tokens may be good, by whatever node's clock. */
    private static final Duration MEMORY = AccessTokens.LIFE.plus(AccessTokens.SKEW);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SessionRepository repository;
    private final Clock clock;
    /** Sessions that have ended lately: what refuses their access tokens without asking the store. */
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private volatile Instant purged;

    @Activate
    public Sessions(@Reference SessionRepository repository) {
        this(repository, Clock.systemUTC());
    }

    Sessions(SessionRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
        this.purged = clock.instant();
        catchUp();
    }

    /** Refuses from now on what other nodes on this store have ended, too. Asks the store once. */
    public void catchUp() {
        repository
                .revokedSince(now().minus(MEMORY))
                .forEach(session -> ended(session.id(), session.revokedAt().orElseGet(this::now)));
    }

    /**
     * From now on this hears of every session's end, by its id, on the thread that ends it; it must not block.
     *
     * @return ends that
     */
    public Runnable whenEnded(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** A session and the one refresh token that goes on with it. */
    record Opened(Session session, String refreshToken) {
        /** Leaves the token out. */
        @Override
        public String toString() {
            return "Opened[" + session + "]";
        }
    }

    Opened open(String userId, String tenantId) {
        purge();
        var now = now();
        var secret = random(32);
        var session = new Session(random(16), userId, tenantId, hash(secret), now, now.plus(IDLE), Optional.empty());
        repository.add(session);
        return opened(session, secret);
    }

    /**
     * Goes on with a session.
     *
     * @throws ProblemException UNAUTHENTICATED when the token is not its newest; the session is then ended
     */
    Opened refresh(String refreshToken) {
        var parts = refreshToken.split("\\.", 3);
        var session =
                repository.find(parts[0]).filter(found -> found.aliveAt(now())).orElseThrow(Sessions::over);
        var presented = hash(parts.length == 2 ? parts[1] : "");
        var secret = random(32);
        var next = next(session, session.tenantId(), hash(secret));
        if (!repository.rotate(next, presented)) {
            end(session.id());
            throw new Reused(session);
        }
        return opened(next, secret);
    }

    /**
     * Goes on with a session in another tenant; the refresh token of before counts no more.
     *
     * @throws ProblemException UNAUTHENTICATED when the session is over, CONFLICT when it was refreshed at this moment
     */
    Opened move(String id, String tenantId) {
        var session = repository.find(id).filter(found -> found.aliveAt(now())).orElseThrow(Sessions::over);
        var secret = random(32);
        var next = next(session, tenantId, hash(secret));
        if (!repository.rotate(next, session.secretHash())) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "The session was refreshed or ended at this moment; ask again.");
        }
        return opened(next, secret);
    }

    /** The session that a refresh token belongs to, whatever its secret. */
    Optional<Session> of(String refreshToken) {
        return repository.find(refreshToken.split("\\.", 2)[0]);
    }

    /** Ends a session; its access tokens are refused from now on. */
    void end(String id) {
        var now = now();
        repository.revoke(id, now);
        ended(id, now);
    }

    private void ended(String id, Instant at) {
        if (ended.putIfAbsent(id, at) == null) {
            listeners.forEach(listener -> listener.accept(id));
        }
    }

    void endAll(String userId) {
        repository.ofUser(userId).forEach(session -> end(session.id()));
    }

    /** Whether the session of an access token was ended; asks no store. */
    boolean isEnded(String id) {
        return ended.containsKey(id);
    }

    static ProblemException over() {
        return new ProblemException(ErrorCode.UNAUTHENTICATED, "The session is over; sign in again.");
    }

    /** A refresh token came again. */
    static final class Reused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Session session;

        Reused(Session session) {
            super("A refresh token was used again");
            this.session = session;
        }

        Session session() {
            return session;
        }
    }

    private Session next(Session session, String tenantId, String secretHash) {
        var end = session.createdAt().plus(LONGEST);
        var idle = now().plus(IDLE);
        return new Session(
                session.id(),
                session.userId(),
                tenantId,
                secretHash,
                session.createdAt(),
                idle.isBefore(end) ? idle : end,
                Optional.empty());
    }

    /** At most once an hour: nothing hangs on it. */
    private void purge() {
        var now = now();
        if (now.isBefore(purged.plus(Duration.ofHours(1)))) {
            return;
        }
        purged = now;
        repository.removeExpired(now);
        ended.values().removeIf(end -> end.isBefore(now.minus(MEMORY)));
    }

    private static Opened opened(Session session, String secret) {
        return new Opened(session, session.id() + "." + secret);
    }

    private Instant now() {
        return clock.instant();
    }

    private static String hash(String secret) {
        return Digests.sha256(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String random(int bytes) {
        var value = new byte[bytes];
        RANDOM.nextBytes(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }
}

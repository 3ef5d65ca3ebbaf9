package com.a64platform.core.console;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Authenticator;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.SignIn;
import com.a64platform.core.identity.Tokens;
import com.a64platform.core.problem.ProblemException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Who is signed in to the web console of this node. The tokens stay here, the browser gets a random id; a session lives
 * as long as its tokens can be renewed, so that a changed role or a closed account ends it too. Thread-safe.
 */
@Component(service = ConsoleSessions.class)
public final class ConsoleSessions {
    static final Duration IDLE = Duration.ofMinutes(30);
    private static final int MOST = 100;

    /** Renews an access token; a seam for tests. */
    @FunctionalInterface
    interface Renewal {
        Tokens renew(Audit.Actor actor, String refreshToken);
    }

    private final Authenticator authenticator;
    private final Renewal renewal;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    @Activate
    public ConsoleSessions(@Reference Authenticator authenticator, @Reference SignIn signIn) {
        this(authenticator, signIn::refresh, Clock.systemUTC());
    }

    ConsoleSessions(Authenticator authenticator, Renewal renewal, Clock clock) {
        this.authenticator = authenticator;
        this.renewal = renewal;
        this.clock = clock;
    }

    /** Opens a session and answers its id, a secret. */
    String open(Tokens tokens) {
        sessions.values().removeIf(this::idle);
        if (sessions.size() >= MOST) {
            sessions.clear(); // nobody administers from a hundred browsers: start over rather than grow
        }
        byte[] id = new byte[32];
        random.nextBytes(id);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        sessions.put(text, new Session(tokens, clock.instant()));
        return text;
    }

    /** The super_admin of a session, if it still is one. */
    Optional<Caller> caller(String id, Audit.Actor actor) {
        Session session = sessions.get(id);
        if (session == null) {
            return Optional.empty();
        }
        Optional<Caller> caller = idle(session) ? Optional.empty() : session.caller(actor);
        if (caller.isEmpty()) {
            sessions.remove(id);
        }
        return caller;
    }

    /** Ends a session and answers its refresh token. */
    Optional<String> close(String id) {
        return Optional.ofNullable(sessions.remove(id)).map(session -> session.tokens.refreshToken());
    }

    private boolean idle(Session session) {
        return session.used.plus(IDLE).isBefore(clock.instant());
    }

    private final class Session {
        private Tokens tokens;
        private volatile Instant used;

        Session(Tokens tokens, Instant used) {
            this.tokens = tokens;
            this.used = used;
        }

        /** One at a time: a refresh token used twice would end the session. */
        synchronized Optional<Caller> caller(Audit.Actor actor) {
            used = clock.instant();
            return known().or(() -> renewed(actor)).filter(Caller::superAdmin);
        }

        private Optional<Caller> known() {
            try {
                return Optional.of(authenticator.authenticate(tokens.accessToken()));
            } catch (ProblemException expired) {
                return Optional.empty();
            }
        }

        private Optional<Caller> renewed(Audit.Actor actor) {
            try {
                tokens = renewal.renew(actor, tokens.refreshToken());
                return known();
            } catch (ProblemException over) {
                return Optional.empty();
            }
        }
    }
}

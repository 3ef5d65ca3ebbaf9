package com.a64platform.core.identity;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Issues access tokens and reads them back: compact JWS, signed with a key of this home, good for 15 minutes or until
 * their session ends. Thread-safe; asks no store.
 */
@Component(service = {AccessTokens.class, Authenticator.class})
public final class AccessTokens implements Authenticator {
    static final Duration LIFE = Duration.ofMinutes(15);
    static final String TYPE = "a64-access+jwt";

    private static final String ISSUER = "a64";
    private static final int LIMIT = 7 * 1024;
    /** Nodes' clocks may differ by this much. */
    static final Duration SKEW = Duration.ofSeconds(30);
    /** How many tokens are remembered, a kilobyte each at most but for what their callers may do. */
    private static final int REMEMBERED = 4_096;

    private static final Set<String> CLAIMS =
            Set.of("iss", "sub", "email", "roles", "tenant", "permissions", "iat", "exp", "jti", "sid");

    private final SigningKey key;
    private final Sessions sessions;
    private final Clock clock;
    private final VerifiedTokens verified = new VerifiedTokens(REMEMBERED);

    @Activate
    public AccessTokens(@Reference Platform platform, @Reference Sessions sessions) {
        this(SigningKey.loadOrCreate(platform.home().keys().resolve("access-tokens.pem")), sessions, Clock.systemUTC());
    }

    /**
     * What a verified token says.
     *
     * @param issuedAt in seconds of the epoch
     * @param expiresAt in seconds of the epoch
     */
    record Grant(Caller caller, long issuedAt, long expiresAt) {}

    AccessTokens(SigningKey key, Sessions sessions, Clock clock) {
        this.key = key;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** @param session the session the token ends with */
    String issue(Caller caller, String session) {
        long now = clock.instant().getEpochSecond();
        var claims = StrictJson.object()
                .put("iss", ISSUER)
                .put("sub", caller.id())
                .put("email", caller.email())
                .put("tenant", caller.tenantId())
                .put("iat", now)
                .put("exp", now + LIFE.toSeconds())
                .put("jti", UUID.randomUUID().toString())
                .put("sid", session);
        caller.roles().forEach(claims.putArray("roles")::add);
        caller.permissions().forEach(claims.putArray("permissions")::add);
        return Jws.sign(key, TYPE, claims);
    }

    @Override
    public Caller authenticate(String token) {
        try {
            var known = verified.find(token);
            var grant = known.isPresent() ? known.get() : verify(token);
            requireCurrent(grant);
            if (known.isEmpty()) {
                verified.add(token, grant, clock.instant().getEpochSecond());
            }
            return grant.caller();
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.UNAUTHENTICATED, "The access token is not one of this platform; sign in again.", e);
        }
    }

    @Override
    public boolean isOver(Caller caller) {
        return sessions.isEnded(caller.session());
    }

    private Grant verify(String token) throws MalformedDocumentException {
        var claims = Jws.parse(token, TYPE, LIMIT)
                .claims(key.publicKey(), CLAIMS)
                .orElseThrow(() -> new MalformedDocumentException("It was not signed here"));
        if (!claims.text("iss").equals(ISSUER)) {
            throw new MalformedDocumentException("It was not issued here");
        }
        var caller = new Caller(
                claims.text("sub"),
                claims.text("email"),
                new HashSet<>(claims.texts("roles")),
                claims.text("tenant"),
                new HashSet<>(claims.texts("permissions")),
                claims.text("sid"));
        return new Grant(caller, claims.number("iat"), claims.number("exp"));
    }

    /** What may change after a token was signed is looked at with every request. */
    private void requireCurrent(Grant grant) throws MalformedDocumentException {
        long now = clock.instant().getEpochSecond();
        if (grant.issuedAt() > now + SKEW.toSeconds()) {
            throw new MalformedDocumentException("It was not issued before now");
        }
        if (grant.expiresAt() <= now) {
            throw new ProblemException(
                    ErrorCode.UNAUTHENTICATED,
                    "The access token has expired; get a new one from POST /api/v1/auth/refresh.");
        }
        if (sessions.isEnded(grant.caller().session())) {
            throw Sessions.over();
        }
    }

    /**
     * Tokens whose signature was found right, so that it is not computed again for each of their requests: that takes a
     * hundred times as long as the rest of a short one. Only what never changes is remembered; whether a token has expired or
     * its session has ended is asked each time. Thread-safe.
     */
    static final class VerifiedTokens {
        private final int limit;
        private final Map<Token, Grant> known = new ConcurrentHashMap<>();

        /** @param limit how many are remembered at once */
        VerifiedTokens(int limit) {
            this.limit = limit;
        }

        Optional<Grant> find(String token) {
            return Optional.ofNullable(known.get(Token.of(token)));
        }

        /** @param now in seconds of the epoch */
        void add(String token, Grant grant, long now) {
            if (known.size() >= limit) {
                makeRoom(now);
            }
            known.put(Token.of(token), grant);
        }

        int size() {
            return known.size();
        }

        /** When none has expired all are forgotten: verifying each once more costs less than knowing which was used last. */
        private void makeRoom(long now) {
            known.values().removeIf(grant -> grant.expiresAt() <= now);
            if (known.size() >= limit) {
                known.clear();
            }
        }

        /** Compared in a time that tells nothing of how much of a token somebody has guessed. */
        private static final class Token {
            private static final int HASHED = 16;

            private final byte[] bytes;
            private final int hash;

            private Token(byte[] bytes, int hash) {
                this.bytes = bytes;
                this.hash = hash;
            }

            /** What is no Latin letter becomes a question mark, and none of ours has one. Signatures differ at their ends. */
            static Token of(String text) {
                var end = text.substring(Math.max(0, text.length() - HASHED));
                return new Token(text.getBytes(StandardCharsets.ISO_8859_1), end.hashCode());
            }

            @Override
            public boolean equals(Object other) {
                return other instanceof Token token && MessageDigest.isEqual(bytes, token.bytes);
            }

            @Override
            public int hashCode() {
                return hash;
            }
        }
    }
}

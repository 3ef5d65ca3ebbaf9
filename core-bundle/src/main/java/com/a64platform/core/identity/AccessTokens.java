package com.a64platform.core.identity;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
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
    private static final Duration SKEW = Duration.ofSeconds(30);

    private static final Set<String> CLAIMS =
            Set.of("iss", "sub", "email", "roles", "tenant", "permissions", "iat", "exp", "jti", "sid");

    private final SigningKey key;
    private final Sessions sessions;
    private final Clock clock;

    @Activate
    public AccessTokens(@Reference Platform platform, @Reference Sessions sessions) {
        this(SigningKey.loadOrCreate(platform.home().keys().resolve("access-tokens.pem")), sessions, Clock.systemUTC());
    }

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
            var claims = Jws.parse(token, TYPE, LIMIT)
                    .claims(key.publicKey(), CLAIMS)
                    .orElseThrow(() -> new MalformedDocumentException("It was not signed here"));
            requireCurrent(claims);
            return new Caller(
                    claims.text("sub"),
                    claims.text("email"),
                    new HashSet<>(claims.texts("roles")),
                    claims.text("tenant"),
                    new HashSet<>(claims.texts("permissions")));
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.UNAUTHENTICATED, "The access token is not one of this platform; sign in again.", e);
        }
    }

    private void requireCurrent(JsonMembers claims) throws MalformedDocumentException {
        long now = clock.instant().getEpochSecond();
        if (!claims.text("iss").equals(ISSUER) || claims.number("iat") > now + SKEW.toSeconds()) {
            throw new MalformedDocumentException("It was not issued here and before now");
        }
        if (claims.number("exp") <= now) {
            throw new ProblemException(
                    ErrorCode.UNAUTHENTICATED,
                    "The access token has expired; get a new one from POST /api/v1/auth/refresh.");
        }
        if (sessions.isEnded(claims.text("sid"))) {
            throw Sessions.over();
        }
    }
}

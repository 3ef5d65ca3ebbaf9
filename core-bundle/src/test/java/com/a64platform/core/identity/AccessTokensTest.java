package com.a64platform.core.identity;

import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.problem.ErrorCode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("attack")
class AccessTokensTest {
    private static final Caller ANNA =
            new Caller("anna", "anna@example.org", Set.of(Caller.USER), "acme", Set.of("farm.view"), "session");

    private final IdentityFixture identity = new IdentityFixture();
    private final AccessTokens tokens = identity.accessTokens;
    private final String token = tokens.issue(ANNA, "session");

    @Test
    void readsBackWhoItWasIssuedFor() {
        assertThat(tokens.authenticate(token)).isEqualTo(ANNA);
    }

    @Test
    void refusesAnExpiredToken() {
        identity.clock.pass(AccessTokens.LIFE.minusSeconds(1));
        assertThat(tokens.authenticate(token)).isEqualTo(ANNA);
        identity.clock.pass(Duration.ofSeconds(1));

        unauthenticated(token);
    }

    @Test
    void refusesATokenFromTheFuture() {
        identity.clock.pass(Duration.ofMinutes(-2));

        unauthenticated(token);
    }

    @Test
    void refusesATokenWhoseSessionHasEnded() {
        identity.sessions.end("session");

        unauthenticated(token);
    }

    @Test
    void refusesAfterItHasAccepted() {
        assertThat(tokens.authenticate(token)).isEqualTo(ANNA);
        assertThat(tokens.authenticate(token)).isEqualTo(ANNA);

        unauthenticated(token.substring(0, token.length() - 1));
        unauthenticated(token + "=");
        identity.clock.pass(Duration.ofMinutes(-2));
        unauthenticated(token);
        identity.clock.pass(Duration.ofMinutes(2));
        identity.sessions.end("session");
        unauthenticated(token);
    }

    @Test
    void remembersSoManyTokensOnly() {
        var few = new AccessTokens.VerifiedTokens(2);
        var grant = new AccessTokens.Grant(ANNA, 0, 100);
        few.add("a", grant, 50);
        few.add("b", new AccessTokens.Grant(ANNA, 0, 40), 30);

        few.add("c", grant, 50);
        assertThat(few.find("b")).as("the one that has expired").isEmpty();
        assertThat(few.find("a")).contains(grant);

        few.add("d", grant, 50);
        assertThat(few.size()).isEqualTo(1);
        assertThat(few.find("d")).contains(grant);
    }

    @Test
    void aRestartForgetsNoEndedSession() {
        var opened = identity.sessions.open("anna", "acme");
        var issued = tokens.issue(ANNA, opened.session().id());
        identity.sessions.end(opened.session().id());
        var restarted = new AccessTokens(
                identity.key, new Sessions(identity.sessionRepository, identity.clock), identity.clock);

        refused(ErrorCode.UNAUTHENTICATED, () -> restarted.authenticate(issued));
    }

    @Test
    void refusesAnotherHomesToken() {
        var foreign = new AccessTokens(SigningKey.generate(), identity.sessions, identity.clock);

        unauthenticated(foreign.issue(ANNA, "session"));
    }

    @Test
    void refusesEveryChangedPart() {
        var parts = token.split("\\.");
        var claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        var raised = encode(claims.replace("\"user\"", "\"super_admin\""));

        unauthenticated(parts[0] + "." + raised + "." + parts[2]);
        unauthenticated(parts[0] + "." + parts[1] + "." + encode("x".repeat(64)));
        unauthenticated(parts[0] + "." + parts[1] + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "RS256", "ES256"})
    void refusesEveryOtherAlgorithm(String algorithm) {
        var parts = token.split("\\.");
        var header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
        var changed = encode(header.replace("EdDSA", algorithm));

        unauthenticated(changed + "." + parts[1] + "." + parts[2]);
        unauthenticated(changed + "." + parts[1] + ".");
    }

    @Test
    void refusesADocumentOfAnotherType() {
        unauthenticated(Jws.sign(identity.key, "a64-license+jwt", claims()));
        assertThat(tokens.authenticate(Jws.sign(identity.key, AccessTokens.TYPE, claims())))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "sub", "email", "roles", "tenant", "permissions", "iat", "exp", "sid"})
    void refusesATokenThatLacksAClaim(String claim) {
        var claims = claims();
        claims.remove(claim);

        unauthenticated(Jws.sign(identity.key, AccessTokens.TYPE, claims));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "x", "a.b.c", "Bearer x"})
    void refusesWhatIsNoToken(String text) {
        unauthenticated(text);
        unauthenticated("x".repeat(100_000));
    }

    private ObjectNode claims() {
        long now = identity.clock.instant().getEpochSecond();
        var claims = StrictJson.object()
                .put("iss", "a64")
                .put("sub", "anna")
                .put("email", "anna@example.org")
                .put("tenant", "acme")
                .put("iat", now)
                .put("exp", now + 60)
                .put("jti", "1")
                .put("sid", "session");
        claims.putArray("roles").add("user");
        claims.putArray("permissions");
        return claims;
    }

    private void unauthenticated(String text) {
        refused(ErrorCode.UNAUTHENTICATED, () -> tokens.authenticate(text));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

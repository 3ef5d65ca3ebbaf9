package com.a64platform.core.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.Tokens;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsoleSessionsTest {
    private final Map<String, Caller> valid = new HashMap<>();
    private final Map<String, Tokens> renewable = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ConsoleSessions sessions = new ConsoleSessions(this::authenticate, this::renew, new Ticking());

    @Test
    void knowsTheCallerByTheIdItGave() {
        String id = signedIn("super_admin");

        assertThat(caller(id)).map(Caller::email).contains("root@example.org");
        assertThat(caller(id + "x")).isEmpty();
        assertThat(caller("")).isEmpty();
    }

    @Test
    void givesEveryBrowserAnotherId() {
        assertThat(signedIn("super_admin"))
                .isNotEqualTo(signedIn("super_admin"))
                .hasSizeGreaterThan(40);
    }

    @Test
    void renewsAnExpiredAccessToken() {
        String id = signedIn("super_admin");
        valid.clear();
        valid.put("access-2", caller("root@example.org", "super_admin"));
        renewable.put("refresh-1", tokens("2"));

        assertThat(caller(id)).isPresent();
        renewable.clear();
        assertThat(caller(id)).as("with the renewed token").isPresent();
    }

    @Test
    void endsWhenTheTokensCannotBeRenewed() {
        String id = signedIn("super_admin");
        valid.clear();

        assertThat(caller(id)).isEmpty();
        valid.put("access-1", caller("root@example.org", "super_admin"));
        assertThat(caller(id)).as("ended for good").isEmpty();
    }

    @Test
    void endsForSomebodyWhoIsNoSuperAdminAnyMore() {
        String id = signedIn("super_admin");
        valid.put("access-1", caller("root@example.org", "tenant_admin"));

        assertThat(caller(id)).isEmpty();
    }

    @Test
    void endsWhenIdle() {
        String id = signedIn("super_admin");
        now = now.plus(ConsoleSessions.IDLE);
        assertThat(caller(id)).as("just in time").isPresent();

        now = now.plus(ConsoleSessions.IDLE).plus(Duration.ofSeconds(1));

        assertThat(caller(id)).isEmpty();
    }

    @Test
    void handsOutTheRefreshTokenWhenClosed() {
        String id = signedIn("super_admin");

        assertThat(sessions.close(id)).contains("refresh-1");
        assertThat(sessions.close(id)).isEmpty();
        assertThat(caller(id)).isEmpty();
    }

    private String signedIn(String role) {
        valid.put("access-1", caller("root@example.org", role));
        return sessions.open(tokens("1"));
    }

    private Optional<Caller> caller(String id) {
        return sessions.caller(id, Audit.Actor.SYSTEM);
    }

    private static Caller caller(String email, String role) {
        return new Caller("u1", email, Set.of(role), "default", Set.of());
    }

    private static Tokens tokens(String number) {
        return new Tokens("access-" + number, "refresh-" + number, 900, "Bearer");
    }

    private Caller authenticate(String token) {
        return Optional.ofNullable(valid.get(token)).orElseThrow(ConsoleSessionsTest::refused);
    }

    private Tokens renew(Audit.Actor actor, String refreshToken) {
        return Optional.ofNullable(renewable.get(refreshToken)).orElseThrow(ConsoleSessionsTest::refused);
    }

    private static ProblemException refused() {
        return new ProblemException(ErrorCode.UNAUTHENTICATED, "Sign in.");
    }

    private final class Ticking extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

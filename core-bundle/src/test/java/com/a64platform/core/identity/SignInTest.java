package com.a64platform.core.identity;

import static com.a64platform.core.identity.IdentityFixture.ELSEWHERE;
import static com.a64platform.core.identity.IdentityFixture.HOME;
import static com.a64platform.core.identity.IdentityFixture.PASSWORD;
import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.audit.RecordedAudit.Event;
import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignInTest {
    private final IdentityFixture identity = new IdentityFixture();
    private final SignIn signIn = identity.signIn;

    @Test
    void signsInAndActsInTheFirstTenant() {
        identity.user("anna", "acme", Caller.USER, "farm.view");

        var tokens = signIn.login(HOME, " Anna@Example.org ", PASSWORD, "");

        assertThat(tokens.tokenType()).isEqualTo("Bearer");
        assertThat(tokens.expiresIn()).isEqualTo(900);
        assertThat(identity.accessTokens.authenticate(tokens.accessToken()))
                .isEqualTo(new Caller(
                        "anna",
                        "anna@example.org",
                        Set.of(Caller.USER),
                        "acme",
                        Set.of("farm.view"),
                        tokens.refreshToken().split("\\.")[0]));
        assertThat(identity.audit.events).hasSize(1).first().satisfies(event -> {
            assertThat(event.action()).isEqualTo("auth.login");
            assertThat(event.actor().userId()).isEqualTo("anna");
            assertThat(event.actor().ipAddress()).isEqualTo(HOME.ipAddress());
        });
    }

    @Test
    void signsInToTheNamedTenantOfSeveral() {
        var anna = identity.user("anna", "acme", Caller.USER);
        identity.repository.update(
                anna.with(new Membership("beta", Caller.TENANT_ADMIN, Set.of()), identity.clock.instant()));

        var caller = caller(signIn.login(HOME, "anna@example.org", PASSWORD, "beta"));

        assertThat(caller.tenantId()).isEqualTo("beta");
        assertThat(caller.roles()).containsExactly(Caller.TENANT_ADMIN);
        refused(ErrorCode.TENANT_MISMATCH, () -> signIn.login(HOME, "anna@example.org", PASSWORD, "somebody-elses"));
        assertThat(identity.sessionRepository.sessions).hasSize(1);
    }

    @Test
    void tellsNothingAboutWhichOfTheTwoIsWrong() {
        identity.user("anna", "acme", Caller.USER);
        var gone = identity.user("gone", "acme", Caller.USER);
        identity.repository.update(gone.withActive(false, identity.clock.instant()));

        refused(ErrorCode.INVALID_CREDENTIALS, () -> signIn.login(HOME, "anna@example.org", "wrong password", ""));
        refused(ErrorCode.INVALID_CREDENTIALS, () -> signIn.login(HOME, "nobody@example.org", PASSWORD, ""));
        refused(ErrorCode.INVALID_CREDENTIALS, () -> signIn.login(HOME, "gone@example.org", PASSWORD, ""));
        refused(ErrorCode.INVALID_CREDENTIALS, () -> signIn.login(HOME, "anna@example.org", "x".repeat(5000), ""));
        refused(ErrorCode.INVALID_CREDENTIALS, () -> signIn.login(HOME, "", "", ""));
    }

    @Test
    void auditsFailuresAndTheLock() {
        identity.user("anna", "acme", Caller.USER);

        IntStream.range(0, 7).forEach(i -> attempt("anna@example.org", "wrong password"));

        assertThat(identity.audit.lines())
                .containsExactly(
                        "auth.login refused",
                        "auth.login refused",
                        "auth.login refused",
                        "auth.login refused",
                        "auth.login refused",
                        "auth.lock success");
        refused(ErrorCode.ACCOUNT_LOCKED, () -> signIn.login(HOME, "anna@example.org", PASSWORD, ""));
    }

    @Test
    void auditsNoPasswordThatWasTypedInTheWrongField() {
        attempt("my secret password", "x");

        assertThat(identity.audit.events).extracting(Event::toString).noneMatch(line -> line.contains("secret"));
    }

    @Test
    void manyAtOnceGetNoMoreGuesses() throws Exception {
        identity.user("anna", "acme", Caller.USER);
        ExecutorService clients = Executors.newFixedThreadPool(16);
        try {
            List<Future<ErrorCode>> answers = IntStream.range(0, 40)
                    .mapToObj(i -> clients.submit(() -> attempt("anna@example.org", "guess number " + i)))
                    .toList();
            int guesses = 0;
            for (var answer : answers) {
                guesses += answer.get() == ErrorCode.INVALID_CREDENTIALS ? 1 : 0;
            }
            assertThat(guesses).isEqualTo(LockOut.ACCOUNT_LIMIT);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void anAttackerDoesNotLockTheAdministratorOut() {
        identity.user("admin", "default", Caller.SUPER_ADMIN);
        signIn.login(HOME, "admin@example.org", PASSWORD, "");
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 6; i++) {
                refusedFromElsewhere();
            }
            identity.clock.pass(Duration.ofMinutes(15));
        }
        for (int i = 0; i < 6; i++) {
            refusedFromElsewhere();
        }

        assertThat(signIn.login(HOME, "admin@example.org", PASSWORD, "")).isNotNull();
    }

    @Test
    void rotatesTheRefreshToken() {
        identity.user("anna", "acme", Caller.USER);
        var first = signIn.login(HOME, "anna@example.org", PASSWORD, "");

        var second = signIn.refresh(HOME, first.refreshToken());
        var third = signIn.refresh(HOME, second.refreshToken());

        assertThat(List.of(first.refreshToken(), second.refreshToken(), third.refreshToken()))
                .doesNotHaveDuplicates();
        assertThat(caller(third).id()).isEqualTo("anna");
    }

    @Test
    void aReusedRefreshTokenEndsItsWholeSession() {
        identity.user("anna", "acme", Caller.USER);
        var stolen = signIn.login(HOME, "anna@example.org", PASSWORD, "");
        var other = signIn.login(HOME, "anna@example.org", PASSWORD, "");
        var fresh = signIn.refresh(HOME, stolen.refreshToken());

        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.refresh(ELSEWHERE, stolen.refreshToken()));
        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.refresh(HOME, fresh.refreshToken()));
        refused(ErrorCode.UNAUTHENTICATED, () -> caller(fresh));
        assertThat(signIn.refresh(HOME, other.refreshToken())).isNotNull();
        assertThat(identity.audit.lines()).contains("auth.refresh refused");
    }

    @Test
    void keepsRefreshTokensOnlyHashed() {
        identity.user("anna", "acme", Caller.USER);
        var secret = signIn.login(HOME, "anna@example.org", PASSWORD, "")
                .refreshToken()
                .split("\\.")[1];

        assertThat(identity.sessionRepository.sessions.values())
                .noneMatch(session -> session.secretHash().contains(secret));
    }

    @Test
    void aSessionEndsWhenItIdlesAndAfterThirtyDays() {
        identity.user("anna", "acme", Caller.USER);
        var idle = signIn.login(HOME, "anna@example.org", PASSWORD, "");
        var tokens = signIn.login(HOME, "anna@example.org", PASSWORD, "");
        for (int i = 0; i < 5; i++) {
            identity.clock.pass(Duration.ofDays(6));
            if (i < 4) {
                tokens = signIn.refresh(HOME, tokens.refreshToken());
            }
        }
        var old = tokens.refreshToken();

        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.refresh(HOME, idle.refreshToken()));
        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.refresh(HOME, old));
    }

    @Test
    void whoMayNoMoreIsNotRefreshed() {
        var anna = identity.user("anna", "acme", Caller.USER);
        var first = signIn.login(HOME, "anna@example.org", PASSWORD, "");
        identity.repository.update(anna.without("acme", identity.clock.instant()));

        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.refresh(HOME, first.refreshToken()));
        refused(ErrorCode.PERMISSION_DENIED, () -> signIn.login(HOME, "anna@example.org", PASSWORD, ""));
    }

    @Test
    void logoutEndsTheSessionAtOnce() {
        identity.user("anna", "acme", Caller.USER);
        var here = signIn.login(HOME, "anna@example.org", PASSWORD, "");
        var there = signIn.login(ELSEWHERE, "anna@example.org", PASSWORD, "");

        signIn.logout(HOME, caller(here), here.refreshToken());

        refused(ErrorCode.UNAUTHENTICATED, () -> caller(here));
        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.refresh(HOME, here.refreshToken()));
        var anna = caller(there);
        signIn.logout(HOME, anna, "");
        refused(ErrorCode.UNAUTHENTICATED, () -> caller(there));
    }

    @Test
    void logoutEndsNobodyElsesSession() {
        identity.user("anna", "acme", Caller.USER);
        identity.user("bob", "acme", Caller.USER);
        var anna = signIn.login(HOME, "anna@example.org", PASSWORD, "");
        var bob = signIn.login(HOME, "bob@example.org", PASSWORD, "");

        signIn.logout(HOME, caller(bob), anna.refreshToken());

        assertThat(caller(anna).id()).isEqualTo("anna");
    }

    @Test
    void aSuperAdminActsInEveryTenantAndOthersInTheirs() {
        var admin = identity.signedIn("admin", "default", Caller.SUPER_ADMIN);
        var anna = identity.signedIn("anna", "acme", Caller.TENANT_ADMIN);

        var there = caller(signIn.switchTenant(HOME, admin, "acme"));

        assertThat(there.tenantId()).isEqualTo("acme");
        assertThat(there.superAdmin()).isTrue();
        refused(ErrorCode.TENANT_MISMATCH, () -> signIn.switchTenant(HOME, anna, "default"));
        assertThat(identity.audit.lines()).endsWith("auth.switch-tenant success", "auth.switch-tenant refused");
    }

    @Test
    void switchesTheSameSessionWithTheRightsOfThere() {
        var anna = memberOfTwo();
        var before = signIn.login(HOME, "anna@example.org", PASSWORD, "acme");

        var after = signIn.switchTenant(HOME, caller(before), "beta");

        assertThat(identity.sessionRepository.sessions).hasSize(1);
        assertThat(caller(after))
                .isEqualTo(anna.callerIn("beta").on(caller(before).session()));
        assertThat(caller(signIn.refresh(HOME, after.refreshToken())).tenantId())
                .isEqualTo("beta");
        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.refresh(HOME, before.refreshToken()));
    }

    @Test
    void leavesTheSessionWhereItIsWhenASwitchIsRefused() {
        memberOfTwo();
        identity.closed.add("beta");
        var tokens = signIn.login(HOME, "anna@example.org", PASSWORD, "acme");

        refused(ErrorCode.TENANT_MISMATCH, () -> signIn.switchTenant(HOME, caller(tokens), "beta"));
        refused(ErrorCode.TENANT_MISMATCH, () -> signIn.switchTenant(HOME, caller(tokens), "gamma"));

        assertThat(caller(signIn.refresh(HOME, tokens.refreshToken())).tenantId())
                .isEqualTo("acme");
    }

    @Test
    void nobodySignsInToAClosedTenant() {
        memberOfTwo();
        var tokens = signIn.login(HOME, "anna@example.org", PASSWORD, "acme");
        identity.closed.add("acme");

        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.refresh(HOME, tokens.refreshToken()));
        refused(ErrorCode.TENANT_MISMATCH, () -> signIn.login(HOME, "anna@example.org", PASSWORD, "acme"));
        assertThat(caller(signIn.login(HOME, "anna@example.org", PASSWORD, "")).tenantId())
                .isEqualTo("beta");
    }

    @Test
    void aRoleTakenAwayEndsTheTokensOfEverySwitch() {
        memberOfTwo();
        var root = identity.caller("root", "default", Caller.SUPER_ADMIN);
        var inAcme = signIn.login(HOME, "anna@example.org", PASSWORD, "acme");
        var inBeta = signIn.switchTenant(HOME, caller(inAcme), "beta");
        assertThat(caller(inAcme).tenantId()).isEqualTo("acme");

        identity.users.leave(HOME, root, "anna", "acme");

        refused(ErrorCode.UNAUTHENTICATED, () -> caller(inAcme));
        refused(ErrorCode.UNAUTHENTICATED, () -> caller(inBeta));
        refused(ErrorCode.TENANT_MISMATCH, () -> signIn.login(HOME, "anna@example.org", PASSWORD, "acme"));
    }

    /** Between the look at the password and the session somebody takes the role away. */
    @Test
    void aSignInAtThatMomentGetsNoTokenOfBefore() {
        memberOfTwo();
        var root = identity.caller("root", "default", Caller.SUPER_ADMIN);
        identity.sessionRepository.beforeAdd =
                () -> identity.users.change(HOME, root, "anna", role("acme", Caller.USER));

        var late = caller(signIn.login(HOME, "anna@example.org", PASSWORD, "acme"));

        assertThat(late.roles()).containsExactly(Caller.USER);
        identity.sessionRepository.beforeAdd = () -> identity.users.leave(HOME, root, "anna", "acme");
        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.login(HOME, "anna@example.org", PASSWORD, "acme"));
    }

    private User memberOfTwo() {
        var anna = identity.user("anna", "acme", Caller.TENANT_ADMIN);
        return identity.repository.update(
                anna.with(new Membership("beta", Caller.USER, Set.of("farm.view")), identity.clock.instant()));
    }

    private static UserChange role(String tenant, String role) {
        return new UserChange(tenant, Optional.of(role), Optional.empty(), Optional.empty());
    }

    @Test
    void aChangedPasswordEndsAllSessionsAndOpensOne() {
        identity.user("anna", "acme", Caller.USER);
        var before = signIn.login(HOME, "anna@example.org", PASSWORD, "");
        var anna = caller(before);

        refused(
                ErrorCode.INVALID_CREDENTIALS,
                () -> signIn.changePassword(HOME, anna, "wrong password", "a new long password"));
        refused(ErrorCode.VALIDATION_FAILED, () -> signIn.changePassword(HOME, anna, PASSWORD, "short"));
        var after = signIn.changePassword(HOME, anna, PASSWORD, "a new long password");

        refused(ErrorCode.UNAUTHENTICATED, () -> caller(before));
        refused(ErrorCode.UNAUTHENTICATED, () -> signIn.refresh(HOME, before.refreshToken()));
        assertThat(caller(after)).isEqualTo(anna.on(caller(after).session()));
        refused(ErrorCode.INVALID_CREDENTIALS, () -> signIn.login(HOME, "anna@example.org", PASSWORD, ""));
        assertThat(signIn.login(HOME, "anna@example.org", "a new long password", ""))
                .isNotNull();
    }

    @Test
    void aHashOfOlderParametersIsMadeAnew() {
        var anna = identity.user("anna", "acme", Caller.USER);
        identity.repository.update(anna.withPassword(new Passwords(128).hash(PASSWORD), identity.clock.instant()));

        signIn.login(HOME, "anna@example.org", PASSWORD, "");

        assertThat(identity.repository.find("anna").orElseThrow().passwordHash())
                .startsWith("$argon2id$v=19$m=64,");
        assertThat(signIn.login(HOME, "anna@example.org", PASSWORD, "")).isNotNull();
    }

    @Test
    void showsNoSecretInTexts() {
        identity.user("anna", "acme", Caller.USER);
        var tokens = signIn.login(HOME, "anna@example.org", PASSWORD, "");

        assertThat(tokens.toString()).doesNotContain(tokens.accessToken(), tokens.refreshToken());
        assertThat(identity.repository.find("anna").orElseThrow().toString()).doesNotContain("argon2");
    }

    private Caller caller(Tokens tokens) {
        return identity.accessTokens.authenticate(tokens.accessToken());
    }

    private ErrorCode attempt(String email, String password) {
        try {
            signIn.login(HOME, email, password, "");
            throw new AssertionError("let in");
        } catch (ProblemException refused) {
            return refused.code();
        }
    }

    private void refusedFromElsewhere() {
        try {
            signIn.login(ELSEWHERE, "admin@example.org", "a guess", "");
            throw new AssertionError("let in");
        } catch (ProblemException refused) {
            assertThat(refused.code()).isIn(ErrorCode.INVALID_CREDENTIALS, ErrorCode.ACCOUNT_LOCKED);
        }
    }
}

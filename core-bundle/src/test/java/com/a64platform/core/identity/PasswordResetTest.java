package com.a64platform.core.identity;

import static com.a64platform.core.identity.IdentityFixture.ELSEWHERE;
import static com.a64platform.core.identity.IdentityFixture.HOME;
import static com.a64platform.core.identity.IdentityFixture.PASSWORD;
import static com.a64platform.core.identity.IdentityFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.identity.PasswordReset.Request;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.LaunchedPlatform;
import com.a64platform.core.problem.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordResetTest {
    private static final String NEW_PASSWORD = "a wholly new password";

    @TempDir
    Path folder;

    private final IdentityFixture identity = new IdentityFixture();
    private final Workers workers = new Workers();
    private Home home;
    private Path request;
    private Optional<PasswordReset> running = Optional.empty();

    @BeforeEach
    void makeHome() throws IOException {
        home = new Home(folder);
        Files.createDirectory(home.run());
        request = home.run().resolve("reset-password.request");
        identity.user("root", "default", Caller.SUPER_ADMIN);
    }

    @AfterEach
    void stop() {
        running.ifPresent(PasswordReset::close);
        workers.close();
    }

    @Test
    void setsThePasswordOfTheOnlySuperAdminWhileRunning() throws IOException {
        start();
        for (int i = 0; i < 5; i++) {
            refused(ErrorCode.INVALID_CREDENTIALS, () -> login("a wrong password"));
        }
        refused(ErrorCode.ACCOUNT_LOCKED, () -> login(PASSWORD));

        new Request("", identity.passwords.hash(NEW_PASSWORD)).submit(home);
        await().until(() -> Request.isTaken(home));

        assertThat(Request.refusal(home)).isEmpty();
        assertThat(login(NEW_PASSWORD)).isNotNull();
        refused(ErrorCode.INVALID_CREDENTIALS, () -> login(PASSWORD));
        assertThat(identity.audit.lines()).contains("user.reset-password success");
        assertThat(Files.list(home.run())).isEmpty();
    }

    @Test
    void isTakenAtTheNextStart() {
        var before = identity.signIn.login(HOME, "root@example.org", PASSWORD, "");
        new Request("Root@Example.org", identity.passwords.hash(NEW_PASSWORD)).submit(home);
        assertThat(Request.isTaken(home)).isFalse();

        start();
        await().until(() -> Request.isTaken(home));

        assertThat(login(NEW_PASSWORD)).isNotNull();
        refused(ErrorCode.UNAUTHENTICATED, () -> identity.signIn.refresh(HOME, before.refreshToken()));
    }

    @Test
    void resetsNobodyButASuperAdmin() {
        identity.user("anna", "acme", Caller.TENANT_ADMIN);
        new Request("anna@example.org", identity.passwords.hash(NEW_PASSWORD)).submit(home);

        start();
        await().until(() -> Request.isTaken(home));

        assertThat(Request.refusal(home))
                .hasValueSatisfying(note -> assertThat(note).contains("no super_admin"));
        refused(ErrorCode.INVALID_CREDENTIALS, () -> identity.signIn.login(HOME, "anna@example.org", NEW_PASSWORD, ""));
    }

    @Test
    void asksWhichOfSeveralIsMeant() {
        identity.user("second", "default", Caller.SUPER_ADMIN);
        new Request("", identity.passwords.hash(NEW_PASSWORD)).submit(home);

        start();
        await().until(() -> Request.isTaken(home));

        assertThat(Request.refusal(home))
                .hasValueSatisfying(note -> assertThat(note).contains("--email"));
    }

    @Test
    void doesNotBelieveARequestThatOthersCanRead() throws IOException {
        new Request("", identity.passwords.hash(NEW_PASSWORD)).submit(home);
        Files.setPosixFilePermissions(request, PosixFilePermissions.fromString("rw-rw-rw-"));

        start();
        await().until(() -> Files.notExists(request));

        assertThat(login(PASSWORD)).isNotNull();
        assertThat(Request.refusal(home)).isPresent();
    }

    @Test
    void refusesAMalformedRequest() throws IOException {
        Files.writeString(request, "{\"email\":\"\",\"passwordHash\":\"plain\"}");
        Files.setPosixFilePermissions(request, PosixFilePermissions.fromString("rw-------"));

        start();
        await().until(() -> Files.notExists(request));

        assertThat(Request.refusal(home)).isPresent();
        assertThatThrownBy(() -> new Request("", "plain")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void letsTheOwnerInWhileAnAttackGoesOn() {
        new Request("", identity.passwords.hash(NEW_PASSWORD)).submit(home);
        start();
        await().until(() -> Request.isTaken(home));
        for (int i = 0; i < 25; i++) {
            refused(
                    ErrorCode.INVALID_CREDENTIALS,
                    () -> identity.signIn.login(ELSEWHERE, "root@example.org", "a guess", ""));
        }

        assertThat(login(NEW_PASSWORD)).isNotNull();
    }

    private Tokens login(String password) {
        return identity.signIn.login(HOME, "root@example.org", password, "");
    }

    private void start() {
        var values = new Properties();
        values.putAll(FirstStartTest.values(folder, Optional.empty(), Optional.empty()));
        var platform = new LaunchedPlatform(values);
        var console = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var firstStart =
                new FirstStart(platform.settings(), identity.repository, identity.passwords, identity.audit, console);
        running = Optional.of(new PasswordReset(
                platform,
                firstStart,
                identity.repository,
                identity.sessions,
                identity.lockOut,
                identity.audit,
                workers));
    }
}

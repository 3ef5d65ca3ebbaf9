package com.a64platform.core.identity;

import static com.a64platform.core.identity.IdentityFixture.HOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.platform.PlatformSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FirstStartTest {
    private static final Pattern SHOWN = Pattern.compile("([a-z2-9]{4}-){5}[a-z2-9]{4}");

    private final IdentityFixture identity = new IdentityFixture();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @Test
    void makesOneSuperAdminAndShowsThePasswordOnce() {
        start(Optional.empty(), Optional.empty());
        var password = shown();
        console.reset();
        start(Optional.empty(), Optional.empty());

        assertThat(console.size()).isZero();
        var tokens = identity.signIn.login(HOME, "admin@localhost", password, "");
        var caller = identity.accessTokens.authenticate(tokens.accessToken());
        assertThat(caller.superAdmin()).isTrue();
        assertThat(caller.tenantId()).isEqualTo("default");
        assertThat(identity.audit.events.toString()).doesNotContain(password);
    }

    @Test
    void takesAddressAndPasswordFromTheSettingsAndShowsNeither() {
        start(Optional.of("Chief@example.org"), Optional.of("a password of mine"));

        assertThat(console.size()).isZero();
        assertThat(identity.signIn.login(HOME, "chief@example.org", "a password of mine", ""))
                .isNotNull();
    }

    @Test
    void aCrashBeforeThePasswordWasShownShowsANewOne() {
        var broken = new PrintStream(console, true, StandardCharsets.UTF_8) {
            @Override
            public void println() {
                throw new IllegalStateException("killed");
            }
        };
        assertThatThrownBy(() -> new FirstStart(
                        settings(Optional.empty(), Optional.empty()),
                        identity.repository,
                        identity.passwords,
                        identity.audit,
                        broken))
                .hasMessage("killed");

        start(Optional.empty(), Optional.empty());

        assertThat(identity.signIn.login(HOME, "admin@localhost", shown(), "")).isNotNull();
        assertThat(identity.users.find(
                        identity.repository
                                .findByEmail("admin@localhost")
                                .orElseThrow()
                                .callerIn("default"),
                        "",
                        0,
                        10))
                .hasSize(1);
    }

    @Test
    void refusesAPasswordThatIsTooShort() {
        assertThatThrownBy(() -> start(Optional.empty(), Optional.of("short")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("A64_ADMIN_PASSWORD")
                .hasMessageContaining("12 to 200 characters");
        assertThat(identity.repository.count(UserRepository.Filter.ALL)).isZero();
    }

    @Test
    void leavesAnExistingAdministratorAlone() {
        var root = identity.user("root", "default", Caller.SUPER_ADMIN);

        start(Optional.of("other@example.org"), Optional.of("another password"));

        assertThat(identity.repository.find(UserRepository.Filter.ALL, 0, 10)).containsExactly(root);
        assertThat(root.in("default")).contains(new Membership("default", Caller.SUPER_ADMIN, Set.of()));
    }

    private void start(Optional<String> email, Optional<String> password) {
        new FirstStart(
                settings(email, password),
                identity.repository,
                identity.passwords,
                identity.audit,
                new PrintStream(console, true, StandardCharsets.UTF_8));
    }

    private String shown() {
        var matcher = SHOWN.matcher(console.toString(StandardCharsets.UTF_8));
        assertThat(matcher.find()).isTrue();
        return matcher.group();
    }

    private static PlatformSettings settings(Optional<String> email, Optional<String> password) {
        return PlatformSettings.from(values(Path.of("unused"), email, password));
    }

    /** The settings of a home as the launcher hands them over. */
    static Map<String, String> values(Path home, Optional<String> email, Optional<String> password) {
        return Map.ofEntries(
                Map.entry("A64_HOME", home.toString()),
                Map.entry("A64_DEPLOY_DIR", home.resolve("deploy").toString()),
                Map.entry("A64_MODE", "development"),
                Map.entry("A64_HTTP_HOST", "127.0.0.1"),
                Map.entry("A64_HTTP_PORT", "0"),
                Map.entry("A64_ADMIN_EMAIL", email.orElse("")),
                Map.entry("A64_ADMIN_PASSWORD", password.orElse("")),
                Map.entry("A64_SAFE_MODE", "false"),
                Map.entry("MONGODB_DB_NAME", "a64"),
                Map.entry("LICENSE_MODE", "offline"),
                Map.entry("MAX_MODULES", "10"),
                Map.entry("MAX_MODULE_SIZE_MB", "1"),
                Map.entry("MODULE_INSTALL_TIMEOUT", "10"),
                Map.entry("OPERATION_HISTORY_DAYS", "90"),
                Map.entry("UNINSTALL_UNDO_DAYS", "7"),
                Map.entry("MODULE_START_WATCH", "5"),
                Map.entry("MODULE_UPDATE_WATCH", "0"));
    }
}

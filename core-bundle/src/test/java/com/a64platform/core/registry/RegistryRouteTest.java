package com.a64platform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who vouches for a registry, who is told the credentials, and through whom it is reached. */
@Tag("attack")
class RegistryRouteTest {
    private static final String TIMESTAMP = "/modules/timestamp.json";

    @TempDir
    private Path folder;

    private final RegistryServer server = new RegistryServer();
    /** With patience: none of these is about a registry that is slow. */
    private final Map<String, String> settings = new HashMap<>(Map.of("MODULE_INSTALL_TIMEOUT", "20"));

    @AfterEach
    void stop() {
        server.close();
    }

    private byte[] ask(String url) {
        return ask(url, "production");
    }

    private byte[] ask(String url, String mode) {
        return new ConfiguredRegistries(TestSettings.of(folder, url, mode, settings))
                .named("default")
                .timestamp();
    }

    private String secret(String content) throws IOException {
        var file = Files.writeString(folder.resolve("secret"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private static void refused(String why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.REGISTRY_UNAVAILABLE))
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(trace(e)).doesNotContain("s3cret").doesNotContain("dXNlcjpzM2NyZXQ"));
    }

    private static String trace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void serveOnlyTo(String credentials) {
        server.answers.put(TIMESTAMP, exchange -> {
            var right = credentials.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            RegistryServer.send(exchange, right ? 200 : 401, new byte[] {7});
        });
    }

    @Test
    void showsBasicAndBearerCredentialsFromAFile() throws IOException {
        settings.put("MODULE_REGISTRY_CREDENTIALS", secret("basic user:s3cret\n"));
        serveOnlyTo("Basic dXNlcjpzM2NyZXQ=");
        assertThat(ask(server.url())).containsExactly(7);

        secret("Bearer s3cret-token");
        serveOnlyTo("Bearer s3cret-token");
        assertThat(ask(server.url())).containsExactly(7);
    }

    @Test
    void readsThemFromTheEnvironment() throws IOException {
        var reference = new CredentialsReference("env:REGISTRY_LOGIN", Map.of("REGISTRY_LOGIN", "bearer abc")::get);
        assertThat(reference.header()).isEqualTo("Bearer abc");
        settings.put("MODULE_REGISTRY_CREDENTIALS", "env:SURELY_NOT_SET_HERE");
        refused("env:SURELY_NOT_SET_HERE are not there", () -> ask(server.url()));
        assertThat(server.requests).isEmpty();
    }

    @Test
    void saysThatTheCredentialsAreWrongAndNotWhatTheyAre() throws IOException {
        settings.put("MODULE_REGISTRY_CREDENTIALS", secret("basic user:s3cret"));
        serveOnlyTo("Bearer other");
        refused("check the registry's credentials", () -> ask(server.url()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3cret", "basic s3cret", "bearer s3cret\nX-Evil: 1", "digest s3cret", "bearer s3cr\u00e9t", ""})
    void asksNothingWithCredentialsThatCannotBeRead(String content) throws IOException {
        settings.put("MODULE_REGISTRY_CREDENTIALS", secret(content));
        refused("has to be one line", () -> ask(server.url()));
        assertThat(server.requests).isEmpty();
    }

    @Test
    void asksNothingWithCredentialsThatOthersCanRead() throws IOException {
        var file = Path.of(secret("bearer s3cret"));
        settings.put("MODULE_REGISTRY_CREDENTIALS", file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        refused("chmod 600 it", () -> ask(server.url()));
        assertThat(server.requests).isEmpty();
    }

    @Test
    void sendsNoCredentialsThatOthersCouldReadOnTheWay() throws IOException {
        settings.put("MODULE_REGISTRY_CREDENTIALS", secret("bearer s3cret"));
        try (var proxy = new ForwardProxy(server.port())) {
            settings.put("MODULE_REGISTRY_PROXY", proxy.url());
            refused("use https", () -> ask("http://registry.test/modules/", "development"));
            assertThat(proxy.heads).isEmpty();
        }
    }

    @Test
    void tellsTheCredentialsToNobodyElse() throws IOException {
        settings.put("MODULE_REGISTRY_CREDENTIALS", secret("bearer s3cret"));
        try (var other = new RegistryServer()) {
            server.answers.put(TIMESTAMP, exchange -> {
                exchange.getResponseHeaders().add("Location", "http://127.0.0.1:" + other.port() + TIMESTAMP);
                RegistryServer.send(exchange, 307, new byte[0]);
            });
            refused("which is not followed", () -> ask(server.url()));
            assertThat(other.requests).isEmpty();
            assertThat(other.credentials).isEmpty();
            assertThat(server.credentials).containsExactly("Bearer s3cret");
        }
    }

    @Test
    void takesNoAddressWithCredentials() {
        assertThatThrownBy(() -> ask("https://user:s3cret@registry.test/"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(trace(e)).contains("credentials").doesNotContain("s3cret"));
    }

    @Test
    void believesOnlyACertificateThatIsVouchedFor() {
        var own = ServerIdentity.of(folder, "ip:127.0.0.1");
        try (var secure = new RegistryServer(own.context())) {
            secure.serve(TIMESTAMP, new byte[] {9});
            var url = "https://127.0.0.1:" + secure.port() + "/modules/";
            refused("no certificate that is vouched for", () -> ask(url));

            settings.put(
                    "MODULE_REGISTRY_CA",
                    ServerIdentity.of(folder, "dns:other.test").pem().toString());
            refused("no certificate that is vouched for", () -> ask(url));

            settings.put("MODULE_REGISTRY_CA", folder.resolve("absent.pem").toString());
            refused("absent.pem cannot be read", () -> ask(url));
            assertThat(secure.requests).isEmpty();

            settings.put("MODULE_REGISTRY_CA", own.pem().toString());
            assertThat(ask(url)).containsExactly(9);
        }
    }

    @Test
    void believesNoCertificateOfAnotherName() {
        var other = ServerIdentity.of(folder, "dns:elsewhere.test");
        try (var secure = new RegistryServer(other.context())) {
            settings.put("MODULE_REGISTRY_CA", other.pem().toString());
            refused(
                    "no certificate that is vouched for",
                    () -> ask("https://127.0.0.1:" + secure.port() + "/modules/"));
            assertThat(secure.requests).isEmpty();
        }
    }

    @Test
    void goesThroughTheProxyAndTellsItNothingOfTheRegistrysCredentials() throws IOException {
        var own = ServerIdentity.of(folder, "dns:registry.test");
        try (var secure = new RegistryServer(own.context());
                var proxy = new ForwardProxy(secure.port())) {
            secure.serve(TIMESTAMP, new byte[] {5});
            settings.put("MODULE_REGISTRY_CA", own.pem().toString());
            settings.put("MODULE_REGISTRY_CREDENTIALS", secret("bearer s3cret"));
            settings.put("MODULE_REGISTRY_PROXY", proxy.url());
            var login = Files.writeString(folder.resolve("proxy"), "basic me:pass");
            Files.setPosixFilePermissions(login, PosixFilePermissions.fromString("rw-------"));
            settings.put("MODULE_REGISTRY_PROXY_CREDENTIALS", login.toString());

            assertThat(ask("https://registry.test/modules/")).containsExactly(5);
            assertThat(proxy.heads)
                    .singleElement()
                    .asString()
                    .startsWith("CONNECT registry.test:443 ")
                    .contains("Proxy-Authorization: Basic bWU6cGFzcw==")
                    .doesNotContain("s3cret");
            assertThat(secure.credentials).containsExactly("Bearer s3cret");
        }
    }

    @Test
    void reachesThisMachineWithoutTheProxyAndNothingElseAroundIt() {
        server.serve(TIMESTAMP, new byte[] {3});
        var proxy = new ForwardProxy(server.port());
        settings.put("MODULE_REGISTRY_PROXY", proxy.url());
        assertThat(ask(server.url())).containsExactly(3);
        assertThat(proxy.heads).isEmpty();
        assertThat(ask("http://registry.test/modules", "development")).containsExactly(3);
        assertThat(proxy.heads)
                .singleElement()
                .asString()
                .startsWith("GET http://registry.test/modules/timestamp.json ");

        proxy.close();
        refused("does not answer", () -> ask("http://registry.test/modules", "development"));
    }
}

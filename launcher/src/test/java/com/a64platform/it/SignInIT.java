package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The first administrator of a node, from the first start through a killed process. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignInIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SHOWN = Pattern.compile("([a-z2-9]{4}-){5}[a-z2-9]{4}");

    @TempDir
    private static Path folder;

    private static PlatformProcess node;

    @BeforeAll
    static void start() {
        node = PlatformProcess.on(folder.resolve("home"))
                .with("TRUSTED_PROXIES", "127.0.0.1")
                .start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Order(2)
    void thePasswordShownAtTheFirstStartSignsInAndIsInNoLog() throws IOException {
        var password = shown();
        var tokens = json(login(password));
        var access = tokens.get("accessToken").asText();

        assertThat(json(node.get("/api/v1/auth/me", access)).at("/roles/0").asText())
                .isEqualTo("super_admin");
        assertThat(node.log())
                .doesNotContain(password, access, tokens.get("refreshToken").asText());
        var key = node.home().resolve("data/keys/access-tokens.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    @Order(3)
    void aForgedTokenIsRefused() throws IOException {
        var parts = json(login(shown())).get("accessToken").asText().split("\\.");
        var none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"a64-access+jwt\",\"kid\":\"x\"}".getBytes());

        for (String forged : new String[] {
            none + "." + parts[1] + ".",
            none + "." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1] + "." + parts[2].substring(1) + "A"
        }) {
            var answer = node.get("/api/v1/auth/me", forged);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(json(answer).get("errorId").asText()).isNotEmpty();
        }
    }

    @Test
    @Order(4)
    void aKilledNodeForgetsNeitherSessionsNorLocksNorTheAuditChain() throws IOException {
        var password = shown();
        var tokens = json(login(password));
        for (int i = 0; i < 5; i++) {
            assertThat(loginAs("nobody@farm.example", "a wrong guess").statusCode())
                    .isEqualTo(401);
        }
        node.kill();
        node.restart();

        var locked = loginAs("nobody@farm.example", "a wrong guess");
        assertThat(locked.statusCode()).isEqualTo(429);
        assertThat(locked.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 900L);
        var body = "{\"refreshToken\":\"" + tokens.get("refreshToken").asText() + "\"}";
        var fresh = json(node.post("/api/v1/auth/refresh", "", body));
        assertThat(json(node.get(
                                "/api/v1/admin/audit/verify",
                                fresh.get("accessToken").asText()))
                        .get("intact")
                        .asBoolean())
                .isTrue();
        assertThat(node.post("/api/v1/auth/refresh", "", body).statusCode()).isEqualTo(401);
        assertThat(login(password).statusCode()).isEqualTo(200);
    }

    /** The first, for the others are refused from another address. */
    @Test
    @Order(1)
    @Tag("attack")
    void aForgedAddressNeitherHidesNorLocksAnother() throws Exception {
        for (int i = 0; i < 21; i++) {
            loginFrom("203.0.113." + i + ", 192.0.2.66", "nobody" + i + "@farm.example", "a wrong guess");
        }

        assertThat(loginFrom("203.0.113.99, 192.0.2.66", "admin@localhost", shown()))
                .isEqualTo(429);
        assertThat(loginFrom("203.0.113.1", "admin@localhost", shown())).isEqualTo(200);
        var access = json(login(shown())).get("accessToken").asText();
        var entries = node.get("/api/v1/admin/audit?status=refused&perPage=100", access);
        assertThat(json(entries).findValuesAsText("ipAddress")).isNotEmpty().containsOnly("192.0.2.66");
    }

    private static int loginFrom(String forwardedFor, String email, String password) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/auth/login"))
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", forwardedFor)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String shown() {
        var matcher = SHOWN.matcher(node.text());
        assertThat(matcher.find()).as("a password on the console").isTrue();
        return matcher.group();
    }

    private static HttpResponse<String> login(String password) {
        return loginAs("admin@localhost", password);
    }

    private static HttpResponse<String> loginAs(String email, String password) {
        return node.post("/api/v1/auth/login", "", "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}");
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }
}

package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a node does with requests that it must refuse: the right status, a problem that gives nothing away, no effect. */
@Tag("attack")
class BadInputIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "correct-horse-battery-2";
    /** What tells of the inside: a stack trace's lines, packages, the server's name. */
    private static final String INSIDE =
            "(?is).*(\\bat [\\w.]+\\(|Exception|com\\.a64|org\\.|java\\.|jersey|jetty|<html).*";

    @TempDir
    static Path folder;

    private static PlatformProcess node;
    private static Administrator admin;
    private static BadRequests.Tokens tokens;

    @BeforeAll
    static void start() {
        node = Administrator.prepare(PlatformProcess.on(folder.resolve("home")));
        node.start();
        admin = Administrator.of(node);
        String other =
                admin.call("POST", "/api/v1/tenants", "{\"name\":\"Other\"}").text("/id");
        user("user@farm.example", "user", "default");
        user("boss@farm.example", "tenant_admin", other);
        JsonNode root = signIn("root@farm.example", "correct-horse-battery-staple");
        ModuleJar.hello().writeTo(node.deploy());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/api/v1/hello/greeting").status() == 200);
        tokens = new BadRequests.Tokens(
                root.get("accessToken").asText(),
                signIn("user@farm.example", PASSWORD).get("accessToken").asText(),
                signIn("boss@farm.example", PASSWORD).get("accessToken").asText(),
                root.get("refreshToken").asText());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        JsonNode before = state();
        Stream<DynamicTest> cases =
                BadRequests.all(tokens).stream().map(bad -> dynamicTest(bad.name(), () -> refused(bad)));
        return Stream.concat(cases, Stream.of(dynamicTest("and changes nothing", () -> assertThat(state())
                .isEqualTo(before))));
    }

    @Test
    void takesNoTokenThatItDidNotIssueAsItIs() throws Exception {
        Path key = node.home().resolve("data/keys/access-tokens.pem");
        byte[] publicKey = ForgedToken.publicKey(key);
        long now = Instant.now().getEpochSecond();
        for (String forged : List.of(
                forgedFrom(tokens.user())
                        .claims(c -> c.putArray("roles").add("super_admin"))
                        .withOldSignature(),
                forgedFrom(tokens.user()).unsigned(),
                forgedFrom(tokens.user()).signedWithPublicKeyAsSecret(publicKey),
                forgedFrom(tokens.user()).claims(c -> c.put("exp", now - 1)).signedWith(key),
                forgedFrom(tokens.user()).claims(c -> c.put("iat", now + 3600)).signedWith(key),
                forgedFrom(tokens.user()).claims(c -> c.remove("exp")).signedWith(key),
                forgedFrom(tokens.user()).claims(c -> c.put("iss", "other")).signedWith(key))) {
            refused(new BadRequests.Case(
                    forged, RawHttp.request("GET /api/v1/auth/me").bearer(forged), 401, "unauthenticated"));
        }
        // the last word on the forger's craft: unchanged claims under the node's own key are taken
        String again = forgedFrom(tokens.user()).signedWith(key);
        assertThat(node.get("/api/v1/auth/me", again).statusCode()).isEqualTo(200);
    }

    @Test
    void hidesATenantsThingsFromTheAdministratorsOfOthers() throws IOException {
        String installation = "/api/v1/installations/" + firstId("/api/v1/installations");
        String operation = "/api/v1/operations/" + firstId("/api/v1/operations");
        String user = "/api/v1/users/" + firstId("/api/v1/auth/me");
        for (String hidden : List.of(
                "GET " + installation,
                "POST " + installation + "/health-check",
                "GET " + operation,
                "GET " + operation + "/events",
                "GET " + user,
                "DELETE " + user,
                "GET /api/v1/modules/hello",
                "GET /api/v1/modules/hello/health",
                "GET /api/v1/hello/greeting")) {
            RawHttp request = RawHttp.request(hidden).bearer(tokens.tenantAdmin());
            assertThat(request.send(node.port()).status()).as(hidden).isEqualTo(404);
        }
        assertThat(node.get("/api/v1/installations", tokens.tenantAdmin()).body())
                .contains("\"total\":0");
        assertThat(node.get("/api/v1/operations", tokens.tenantAdmin()).body()).contains("\"total\":0");
        assertThat(node.get("/api/v1/users", tokens.tenantAdmin()).body()).contains("\"total\":1");
        assertThat(node.get("/api/v1/modules/hello/why", tokens.tenantAdmin()).body())
                .contains("not installed for this tenant");
    }

    @Test
    void tellsBrowsersToKeepAway() throws IOException {
        for (String path : List.of("/health", "/api/v1/auth/me", "/api//v1")) {
            RawHttp.Answer answer = RawHttp.request("GET " + path)
                    .header("Origin: http://evil.example")
                    .bearer(tokens.admin())
                    .send(node.port());

            assertThat(answer.headers())
                    .as(path)
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("cache-control", "no-store")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsEntry("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
                    .doesNotContainKeys("server", "x-powered-by", "access-control-allow-origin", "set-cookie");
        }
    }

    @Test
    void answersPreflightsWithoutLettingAnybodyIn() throws IOException {
        RawHttp.Answer answer = RawHttp.request("OPTIONS /api/v1/users")
                .header("Origin: http://evil.example")
                .header("Access-Control-Request-Method: POST")
                .bearer(tokens.admin())
                .send(node.port());

        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void writesNoLineOfAClientIntoTheLog() throws IOException {
        RawHttp.request("POST /api/v1/auth/switch-tenant")
                .bearer(tokens.admin())
                .json("{\"tenantId\":\"x\\n2026-01-01 INFO forged\"}")
                .send(node.port());

        assertThat(node.log().lines()).noneMatch(line -> line.startsWith("2026-01-01 INFO forged"));
    }

    private static void refused(BadRequests.Case bad) throws IOException {
        RawHttp.Answer answer = bad.request().send(node.port());
        assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status());
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        if (bad.name().startsWith("HEAD")) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(bad.status());
        assertThat(problem.path("type").asText()).startsWith("urn:a64:problem:").endsWith(bad.code());
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(problem.path("errorId").asText()).hasSize(36);
        assertThat(answer.body()).doesNotMatch(INSIDE);
        assertThat(answer.headers().containsKey("www-authenticate")).isEqualTo(bad.status() == 401);
    }

    /** All that a refused request could have changed. */
    private static JsonNode state() {
        return JSON.createObjectNode()
                .put("users", admin.get("/api/v1/users?perPage=200").json().toString())
                .put("tenants", admin.get("/api/v1/tenants").json().toString())
                .put("installations", written("/api/v1/installations"))
                .put("operations", admin.get("/api/v1/operations").json().toString());
    }

    /** When each was written last; what is observed of them changes by itself. */
    private static String written(String path) {
        JsonNode all = admin.get(path).json();
        return all.findValuesAsText("id") + " " + all.findValuesAsText("updatedAt");
    }

    private static String firstId(String path) {
        JsonNode all = admin.get(path).json();
        return all.findValuesAsText("id").get(0);
    }

    private static ForgedToken forgedFrom(String token) throws IOException {
        return new ForgedToken(token);
    }

    private static void user(String email, String role, String tenant) {
        String body = JSON.createObjectNode()
                .put("email", email)
                .put("password", PASSWORD)
                .put("role", role)
                .put("tenantId", tenant)
                .toString();
        assertThat(admin.call("POST", "/api/v1/users", body).status()).isEqualTo(201);
    }

    private static JsonNode signIn(String email, String password) {
        String body = JSON.createObjectNode()
                .put("email", email)
                .put("password", password)
                .toString();
        try {
            return JSON.readTree(node.post("/api/v1/auth/login", "", body).body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package com.a64platform.it;

import static com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's life from its first start through a kill, with every secret there is; then a search for them. */
@Tag("attack")
class SecretsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN = "admin@localhost";
    private static final String ENCRYPTION_KEY = "it-0123456789-0123456789-0123456789";
    private static final String LOGIN = "/api/v1/auth/login";
    private static final String INSTALL = "/api/v1/modules/install";
    private static final String CONFIG = "/api/v1/modules/pump/config";
    private static final Pattern FIRST_PASSWORD = Pattern.compile("with the password\\s+(\\S+)\\s");
    private static final Pattern RESET_PASSWORD = Pattern.compile("The new password is (\\S+)");

    @TempDir
    static Path folder;

    /** Every secret, by what it is. */
    private static final Map<String, String> secrets = new TreeMap<>();

    private static PlatformProcess node;
    private static String token;

    @BeforeAll
    static void live() throws Exception {
        Path home = folder.resolve("home");
        Publisher publisher = Publisher.trustedBy(home);
        Path registry = publisher.offer(
                folder.resolve("registry"),
                ModuleJar.farmManager().writeTo(folder),
                PumpModule.jar().writeTo(folder));
        node = PlatformProcess.on(home)
                .inProduction()
                .with("LICENSE_ENCRYPTION_KEY", ENCRYPTION_KEY)
                .with("MODULE_REGISTRY", registry.toUri().toString());
        secrets.put("the encryption key", ENCRYPTION_KEY);
        node.start();
        signInWith(secret("the first password", found(FIRST_PASSWORD, node.text())));
        failToSignIn();
        makeUser();
        install(publisher);
        configure();
        refresh();
        signInWith(secret(
                "the password after the reset",
                found(RESET_PASSWORD, new Script(home).run("admin", "reset-password"))));
        node.kill();
        node.restart();
        signInWith(secrets.get("the password after the reset"));
        keys(home.resolve("data"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void noLogFileHoldsASecret() throws IOException {
        try (Stream<Path> files = Files.walk(node.home().resolve("logs"))) {
            List<Path> logs = files.filter(Files::isRegularFile).toList();
            assertThat(logs).isNotEmpty();
            for (Path log : logs) {
                assertSilent(log.toString(), PlatformProcess.content(log));
            }
        }
    }

    @Test
    void theConsoleShowsTheFirstPasswordOnceAndNothingElse() {
        String password = secrets.get("the first password");
        String printed = node.text();

        assertThat(printed.split(Pattern.quote(password), -1)).hasSize(2);
        assertSilent("the console", printed.replace(password, ""));
    }

    @Test
    void theAuditHoldsNoSecretInAnyForm() {
        HttpResponse<String> csv = node.send(node.request("/api/v1/admin/audit")
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/csv")
                .GET());
        HttpResponse<String> json = node.get("/api/v1/admin/audit?perPage=200", token);

        assertThat(csv.body()).contains("module.install", "module.configure", "user.create");
        assertSilent("the audit as CSV", csv.body());
        assertThat(json.body()).contains("module.install");
        assertSilent("the audit as JSON", json.body());
    }

    @Test
    void nothingToReadOverRestHoldsASecret() {
        for (String path : List.of(
                "/api/v1/operations",
                "/api/v1/installations",
                "/api/v1/modules",
                "/api/v1/modules/farm-manager/why",
                "/api/v1/modules/pump/why",
                CONFIG,
                CONFIG + "/history",
                CONFIG + "/schema",
                "/api/v1/users",
                "/api/v1/auth/me",
                "/api/v1/admin/system")) {
            HttpResponse<String> answer = node.get(path, token);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertSilent(path, answer.body());
        }
    }

    @Test
    void aSecretSettingReachesItsModuleWithoutAReloadAndNobodyElse() {
        String loaded = heard().substring(0, heard().indexOf(' '));

        String given = secret("a secret setting that is changed again", "pump-horse-battery-8-again");
        HttpResponse<String> changed = set("{\"settings\":{\"key\":\"" + given + "\",\"litres\":70}}");

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(changed.body()).contains("\"settings\":{", "\"key\":\"********\"", "\"litres\":70");
        assertSilent("the answer to a change", changed.body());
        assertThat(heard()).startsWith(loaded + " sees 70, ");
        Operator.patiently().untilAsserted(() -> assertThat(heard())
                .isEqualTo(loaded + " sees 70, heard 70 and a key of " + given.length()));
        HttpResponse<String> kept = set("{\"settings\":{\"key\":\"********\",\"litres\":60}}");
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
        Operator.patiently().untilAsserted(() -> assertThat(heard())
                .isEqualTo(loaded + " sees 60, heard 60 and a key of " + given.length()));
    }

    @Test
    void whatIsOthersToReadHoldsNoSecret() throws IOException {
        assertSilent("run/a64.json", Files.readString(node.home().resolve("run/a64.json")));
        assertSilent("the command line", commandLine());
    }

    private static void failToSignIn() {
        assertThat(login(secret("a wrong password", "wrong-horse-battery-1")).statusCode())
                .isEqualTo(401);
        String cut = secret("a password in a body that breaks off", "broken-horse-battery-2");
        assertThat(node.post(LOGIN, "", "{\"email\":\"" + ADMIN + "\",\"password\":\"" + cut + "\"")
                        .statusCode())
                .isEqualTo(400);
        String misplaced = secret("a password in the wrong type", "listed-horse-battery-3");
        assertThat(node.post(LOGIN, "", "{\"email\":\"" + ADMIN + "\",\"password\":[\"" + misplaced + "\"]}")
                        .statusCode())
                .isEqualTo(422);
        String queried = secret("a password in the query", "queried-horse-battery-4");
        assertThat(node.get(LOGIN + "?password=" + queried).statusCode()).isIn(401, 405);
    }

    private static void makeUser() {
        String body = instance.objectNode()
                .put("email", "user@farm.example")
                .put("password", secret("the user's password", "user-horse-battery-5"))
                .toString();
        assertThat(node.post("/api/v1/users", token, body).statusCode()).isEqualTo(201);
        String weak = secret("a password that is too weak", "weak77");
        assertThat(node.post("/api/v1/users", token, body.replace("user-horse-battery-5", weak))
                        .statusCode())
                .isEqualTo(422);
    }

    private static void install(Publisher publisher) {
        String license = secret("the license", publisher.issue("farm-manager"));
        String old = secret("the license that has ended", publisher.issue("farm-manager", "--days=-1"));
        String forged = secret(
                "the forged license",
                license.substring(0, license.lastIndexOf('.')) + old.substring(old.lastIndexOf('.')));
        for (String refused : List.of(old, forged, secret("no license at all", "ABCD-EFGH-IJKL-MNOP"))) {
            assertThat(node.post(INSTALL, token, installing(refused)).statusCode())
                    .isEqualTo(402);
        }
        for (String parameter : new String[] {"licenseKey", "license_key"}) {
            HttpResponse<String> queried =
                    node.post(INSTALL + "?" + parameter + "=" + license, token, "{\"moduleName\":\"farm-manager\"}");
            assertThat(queried.statusCode()).as(queried.body()).isEqualTo(402);
            assertThat(queried.body()).contains("license-missing");
        }
        assertThat(node.post(INSTALL, token, installing(license) + "}").statusCode())
                .isEqualTo(400);
        HttpResponse<String> installed = waiting(installing(license));
        assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
        assertThat(node.post(INSTALL, token, installing(license)).statusCode()).isEqualTo(409);
    }

    private static HttpResponse<String> waiting(String body) {
        return node.send(node.request(INSTALL)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=60")
                .POST(BodyPublishers.ofString(body)));
    }

    /** In every way in which it may and in which it may not be done. */
    private static void configure() {
        String wrong = secret("a secret setting of a wrong type", "pump-horse-battery-1");
        for (String settings : List.of("{\"key\":[\"" + wrong + "\"],\"litres\":\"" + wrong + "\"}", "{}")) {
            HttpResponse<String> refused =
                    node.post(INSTALL, token, "{\"moduleName\":\"pump\",\"configuration\":" + settings + "}");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
            assertThat(refused.body()).contains("\"/configuration/key\"");
            assertSilent("the answer to a wrong configuration", refused.body());
        }
        String given = secret("a secret setting", "pump-horse-battery-2");
        HttpResponse<String> installed = waiting(instance.objectNode()
                .put("moduleName", PumpModule.NAME)
                .set("configuration", instance.objectNode().put("key", given).put("litres", 60))
                .toString());
        assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
        assertThat(installed.body()).contains("\"key\":\"********\"", "\"litres\":60");
        String changed = secret("a secret setting that was changed", "pump-horse-battery-3");
        assertThat(set("{\"settings\":{\"key\":\"" + changed + "\"}}").statusCode())
                .isEqualTo(200);
        String listed = secret("a secret setting in a list", "pump-horse-battery-4");
        HttpResponse<String> refused =
                set("{\"settings\":{\"key\":[\"" + listed + "\"],\"litres\":700,\"depth\":\"" + listed + "\"}}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("\"/settings/key\"", "\"/settings/litres\"", "\"/settings/depth\"");
        assertSilent("the answer to wrong settings", refused.body());
        String cut = secret("a secret setting in a body that breaks off", "pump-horse-battery-5");
        assertThat(set("{\"settings\":{\"key\":\"" + cut + "\"").statusCode()).isEqualTo(400);
    }

    private static HttpResponse<String> set(String body) {
        return node.send(node.request(CONFIG)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    private static String heard() {
        HttpResponse<String> answer = node.get("/api/v1/pump/heard", token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String installing(String license) {
        return instance.objectNode()
                .put("moduleName", "farm-manager")
                .put("licenseKey", license)
                .toString();
    }

    private static void refresh() {
        String body = instance.objectNode()
                .put("refreshToken", secrets.get("refresh token 1"))
                .toString();
        keep(node.post("/api/v1/auth/refresh", "", body));
        // used again: its session ends, which is written down
        assertThat(node.post("/api/v1/auth/refresh", "", body).statusCode()).isEqualTo(401);
    }

    private static void signInWith(String password) {
        keep(login(password));
    }

    private static HttpResponse<String> login(String password) {
        return node.post(
                LOGIN,
                "",
                instance.objectNode()
                        .put("email", ADMIN)
                        .put("password", password)
                        .toString());
    }

    private static void keep(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            JsonNode tokens = JSON.readTree(answer.body());
            long number = secrets.keySet().stream()
                            .filter(name -> name.startsWith("access"))
                            .count()
                    + 1;
            token = secret("access token " + number, tokens.get("accessToken").asText());
            secret("refresh token " + number, tokens.get("refreshToken").asText());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The private keys of the node and of development, in the forms in which they could be written down. */
    private static void keys(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> found = files.filter(file -> file.toString().matches(".*\\.(pem|key|mac)"))
                    .toList();
            assertThat(found).hasSizeGreaterThan(4);
            for (Path file : found) {
                byte[] bytes = Files.readAllBytes(file);
                String pem = new String(bytes, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
                secret(
                        file + " as text",
                        pem.length() > 20 ? pem : Base64.getEncoder().encodeToString(bytes));
                secret(file + " in hex", HexFormat.of().formatHex(bytes));
            }
        }
    }

    private static String secret(String what, String value) {
        assertThat(value).as(what).isNotBlank();
        secrets.put(what, value);
        return value;
    }

    private static String found(Pattern pattern, String text) {
        var match = pattern.matcher(text);
        assertThat(match.find()).as("%s in%n%s", pattern, text).isTrue();
        return match.group(1);
    }

    /** A token's or license's signature tells as much as the whole: whoever has the rest by heart needs only that. */
    private static void assertSilent(String where, String text) {
        secrets.forEach((what, value) -> {
            boolean leaks = text.contains(value) || text.contains(value.substring(value.lastIndexOf('.') + 1));
            assertThat(leaks).as("%s holds %s", where, what).isFalse();
        });
        assertThat(text).as(where).doesNotContain("PRIVATE KEY").doesNotContainPattern("mongodb://[^/\\s]*:[^/\\s]*@");
        assertThat(text).as(where).doesNotContain("$argon2");
    }

    private static String commandLine() throws IOException {
        return Files.readString(Path.of("/proc", String.valueOf(node.pid()), "cmdline"));
    }
}

package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two whole platforms on one real server: what is done on one comes to be on the other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecondNodeIT {
    private static final String GREETING = "/api/v1/hello/greeting";
    private static final String ME = "/api/v1/auth/me";
    private static final String INSTALL = "{\"moduleName\":\"hello\",\"version\":\"1.0.0\"}";

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static PlatformProcess one;
    private static PlatformProcess other;
    private static Operator onOne;
    private static Operator onOther;
    private static Publisher publisher;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.orSkip();
        Path home = folder.resolve("one");
        publisher = Publisher.trustedBy(home);
        Path registry = folder.resolve("registry");
        publisher.publish(registry, signed("hello", "1.0.0"), signed("hello", "1.1.0"), signed(licensed()));
        one = node(home, registry).start();
        copyTrust(home, folder.resolve("other"));
        other = node(folder.resolve("other"), registry).start();
        onOne = new Operator(one);
        onOther = new Operator(other);
    }

    @AfterAll
    static void stop() {
        for (PlatformProcess node : new PlatformProcess[] {one, other}) {
            if (node != null) {
                node.close();
            }
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void servesWhatTheOtherHasInstalledFromTheRegistry() {
        assertThat(onOne.waiting("POST", "/api/v1/modules/install", INSTALL).statusCode())
                .isEqualTo(201);

        onOther.awaitStatus(GREETING, 200);
        assertThat(onOther.loaded()).containsExactly("hello 1.0.0");
        patiently().until(() -> Files.exists(other.deploy().resolve("hello-1.0.0.jar")));
    }

    @Test
    @Order(2)
    void followsAnUpdateAndADisabling() {
        assertThat(onOther.waiting("PUT", "/api/v1/modules/hello/update", "{\"targetVersion\":\"1.1.0\"}")
                        .statusCode())
                .isEqualTo(200);
        patiently().until(() -> onOne.loaded().contains("hello 1.1.0"));
        patiently().until(() -> Files.notExists(one.deploy().resolve("hello-1.0.0.jar")));

        onOne.post("/api/v1/modules/hello/disable", "");
        onOther.awaitStatus(GREETING, 404);
        onOther.post("/api/v1/modules/hello/enable", "");
        onOne.awaitStatus(GREETING, 200);
    }

    /** It comes back with another key than its licenses were sealed with. */
    @Tag("kill")
    @Test
    @Order(3)
    void doesNotPutBackWhatWasUninstalledWhileItWasDead() {
        other.kill();
        other.with("LICENSE_ENCRYPTION_KEY", "it-9876543210-9876543210-9876543210");
        assertThat(onOne.waiting("DELETE", "/api/v1/modules/hello", "").statusCode())
                .isEqualTo(204);
        assertThat(other.deploy().resolve("hello-1.1.0.jar")).exists();

        other.restart();

        assertThat(other.deploy().resolve("hello-1.1.0.jar")).doesNotExist();
        assertThat(onOther.installation("hello")).isEmpty();
        assertThat(onOther.loaded()).isEmpty();
    }

    @Test
    @Order(4)
    void keepsToItselfThatALicenseDoesNotOpenHere() {
        assertThat(onOne.waiting(
                                "POST",
                                "/api/v1/modules/install",
                                "{\"moduleName\":\"licensed\",\"licenseKey\":\""
                                        + publisher.license("licensed", "--installation", "*") + "\"}")
                        .statusCode())
                .isEqualTo(201);

        patiently().untilAsserted(() -> assertThat(onOther.why("licensed")).contains("license-unsealable"));
        assertThat(onOther.status("/api/v1/licensed/greeting")).isEqualTo(503);
        assertThat(onOther.observed("licensed")).isEqualTo("1.0.0 DISABLED");
        assertThat(onOther.installation("licensed")).isEqualTo("1.0.0 ENABLED");
        assertThat(onOther.loaded()).isEmpty();
        assertThat(onOne.status("/api/v1/licensed/greeting")).isEqualTo(200);
        assertThat(onOne.why("licensed")).contains("Its license is valid");
    }

    @Tag("kill")
    @Test
    @Order(5)
    void standsStillWhileTheOtherGoesOnAndFollows() throws Exception {
        String latest = "{\"moduleName\":\"hello\"}"; // 1.0.0 is older than what ran here
        assertThat(onOne.waiting("POST", "/api/v1/modules/install", latest).statusCode())
                .isEqualTo(201);
        onOther.awaitStatus(GREETING, 200);

        signal(other, "STOP");
        assertThat(onOne.waiting("DELETE", "/api/v1/modules/hello", "").statusCode())
                .isEqualTo(204);
        signal(other, "CONT");

        onOther.awaitStatus(GREETING, 404);
        patiently().until(() -> Files.notExists(other.deploy().resolve("hello-1.1.0.jar")));
        assertThat(onOne.installation("hello")).isEmpty();
    }

    @Test
    @Order(6)
    void saysWhyItLacksWhatWasDroppedOnTheOtherAndTakesIt() throws IOException {
        Path jar = signed("dropped", "1.0.0");
        Files.copy(sibling(jar), one.deploy().resolve("dropped-1.0.0.jar.sig"));
        Files.copy(jar, one.deploy().resolve("dropped-1.0.0.jar"));
        onOne.awaitStatus("/api/v1/dropped/greeting", 200);

        patiently().untilAsserted(() -> assertThat(onOther.why("dropped"))
                .contains("put its file into deploy/ of this node"));
        assertThat(onOther.installation("dropped")).isEqualTo("1.0.0 ENABLED");
        assertThat(onOther.observed("dropped")).isEqualTo("1.0.0 ERROR");
        assertThat(onOne.status("/api/v1/dropped/greeting")).isEqualTo(200);
        var absent = onOther.get("/api/v1/dropped/greeting");
        assertThat(absent.statusCode()).isEqualTo(503);
        assertThat(absent.headers().firstValue("Retry-After")).contains("5");
        assertThat(absent.body()).contains("urn:a64:problem:module-not-on-node", "/api/v1/modules/dropped/why");

        Files.copy(sibling(jar), other.deploy().resolve("dropped-1.0.0.jar.sig"));
        Files.copy(jar, other.deploy().resolve("dropped-1.0.0.jar"));
        onOther.awaitStatus("/api/v1/dropped/greeting", 200);
    }

    @Test
    @Order(6)
    void refusesWhomTheOtherHasSignedOut() {
        Tenant.user(onOne, "anna@example.com", "default", "user");
        HttpResponse<String> begun = one.post("/api/v1/auth/login", "", Tenant.login("anna@example.com"));
        String refresh = "{\"refreshToken\":\"" + member(begun, "refreshToken") + "\"}";
        String token = member(other.post("/api/v1/auth/refresh", "", refresh), "accessToken");
        assertThat(other.get(ME, token).statusCode()).isEqualTo(200);

        String own = member(begun, "accessToken");
        assertThat(one.post("/api/v1/auth/logout", own, refresh).statusCode()).isEqualTo(204);

        patiently().until(() -> other.get(ME, token).statusCode() == 401);
    }

    @Test
    @Order(7)
    void refusesWhoseTenantTheOtherHasClosed() {
        Tenant acme = Tenant.added(other, onOther, "Acme");
        assertThat(other.get(ME, acme.token()).statusCode()).isEqualTo(200);

        assertThat(onOne.waiting("DELETE", "/api/v1/tenants/" + acme.id(), "").statusCode())
                .isEqualTo(204);

        patiently().until(() -> other.get(ME, acme.token()).statusCode() == 401);
    }

    private static String member(HttpResponse<String> answer, String name) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Operator.parse(answer.body()).get(name).asText();
    }

    private static PlatformProcess node(Path home, Path registry) {
        return Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MONGODB_URI", server.uri())
                .with("MONGODB_DB_NAME", "a64-second-node")
                .with("MODULE_REGISTRY", registry.toUri().toString());
    }

    private static void copyTrust(Path from, Path to) throws IOException {
        Path trust = from.resolve("conf/trust");
        try (var files = Files.walk(trust)) {
            for (Path file : files.toList()) {
                Path target =
                        to.resolve("conf/trust").resolve(trust.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void signal(PlatformProcess node, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(node.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static ModuleJar licensed() {
        return ModuleJar.hello().named("licensed").descriptor(json -> json.withObject("/licensing")
                .put("required", true));
    }

    private static Path signed(String name, String version) {
        return signed(ModuleJar.hello().named(name).version(version));
    }

    private static Path signed(ModuleJar made) {
        Path jar = made.writeTo(folder.resolve("made"));
        publisher.sign(jar);
        return jar;
    }

    private static Path sibling(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".sig");
    }
}

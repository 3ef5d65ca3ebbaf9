package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.it.Administrator.Answer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules copied into the watched folder of a node in development mode, and what they then do. */
class DroppedModulesIT {
    private static final String FARMS = "/api/v1/farm-manager/farms";

    @TempDir
    static Path folder;

    private static PlatformProcess node;
    private static Administrator admin;

    @BeforeAll
    static void start() {
        node = Administrator.prepare(PlatformProcess.on(folder.resolve("home")));
        node.start();
        admin = Administrator.of(node);
        ModuleJar.hello().writeTo(node.deploy());
        farmManager("1.0.0").writeTo(node.deploy());
        awaitStatus("/api/v1/hello/greeting", 200);
        awaitStatus(FARMS, 200);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void greetsTheUserWithTheLibraryItCarries() {
        Answer greeting = admin.get("/api/v1/hello/greeting");

        assertThat(greeting.text("/text")).contains("root@farm.example");
        assertThat(greeting.text("/id")).hasSize(26);
        assertThat(node.get("/api/v1/hello/greeting").statusCode()).isEqualTo(401);
    }

    @Test
    void keepsFarmsAndBlocks() {
        Answer farm = admin.call("POST", FARMS, "{\"name\":\"North\",\"areaHectares\":12.5,\"location\":\"Leeds\"}");
        assertThat(farm.status()).as("%s", farm.json()).isEqualTo(201);
        String path = FARMS + "/" + farm.text("/id");
        for (String block : List.of("{\"name\":\"B1\",\"areaHectares\":2}", "{\"name\":\"B2\",\"areaHectares\":3}")) {
            assertThat(admin.call("POST", path + "/blocks", block).status()).isEqualTo(201);
        }

        assertThat(admin.get(path).json()).isEqualTo(farm.json());
        assertThat(admin.get(path + "/blocks?sort=areaHectares&direction=desc")
                        .json()
                        .at("/data")
                        .findValuesAsText("name"))
                .containsExactly("B2", "B1");
        assertThat(admin.get(FARMS + "?q=nor").json().at("/total").asInt()).isEqualTo(1);
        assertThat(admin.call("PATCH", path, "{\"status\":\"resting\"}").text("/version"))
                .isEqualTo("2");
        assertThat(admin.call("DELETE", path, "").text("/type")).isEqualTo("urn:a64:problem:farm-has-blocks");
        assertThat(admin.call("DELETE", path + "?cascade=true", "").status()).isEqualTo(204);
        assertThat(admin.get(path).status()).isEqualTo(404);
    }

    @Test
    void tellsEveryFaultOfAFarm() {
        Answer refused = admin.call("POST", FARMS, "{\"areaHectares\":-1,\"color\":\"red\"}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/type")).isEqualTo("urn:a64:problem:validation-failed");
        assertThat(refused.json().at("/errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/name", "/areaHectares", "/color");
        assertThat(admin.call("POST", FARMS, "{\"name\":").status()).isEqualTo(400);
        assertThat(admin.call("POST", FARMS, "[1]").status()).isBetween(400, 422);
    }

    @Test
    void replacesAVersionAndKeepsItsData() throws IOException {
        Answer farm = admin.call("POST", FARMS, "{\"name\":\"Evergreen\",\"areaHectares\":1}");
        assertThat(farm.status()).isEqualTo(201);
        assertThat(admin.get("/api/v1/farm-manager/version").text("/version")).isEqualTo("1.0.0");

        farmManager("1.1.0").writeTo(node.deploy());

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Answer version = admin.get("/api/v1/farm-manager/version");
            assertThat(version.status()).isEqualTo(200);
            assertThat(version.text("/version")).isEqualTo("1.1.0");
        });
        assertThat(admin.get(FARMS + "/" + farm.text("/id")).json()).isEqualTo(farm.json());
    }

    @Test
    void refusesAModuleThatDoesNotResolve() {
        Path dropped = ModuleJar.hello().named("broken").unresolvable().writeTo(node.deploy());

        assertThat(noteBeside(dropped)).contains("no.such.library");
        assertThat(admin.get("/api/v1/hello/greeting").status()).isEqualTo(200);
    }

    @Test
    void refusesAModuleThatThrowsInActivate() {
        Path dropped = ModuleJar.hello().named("thrower").throwingInActivate().writeTo(node.deploy());

        assertThat(noteBeside(dropped)).contains("no water");
        assertThat(admin.get("/api/v1/thrower/greeting").status()).isEqualTo(404);
    }

    @Test
    void refusesAModuleWhoseProbeSaysNo() {
        Path dropped = ModuleJar.hello().named("patient").unhealthy().writeTo(node.deploy());

        assertThat(noteBeside(dropped)).contains("The pump is broken.");
    }

    /** Unsigned, and so without a publisher who could license it. */
    private static ModuleJar farmManager(String version) {
        return ModuleJar.farmManager().version(version).descriptor(json -> ((ObjectNode) json.get("licensing"))
                .put("required", false));
    }

    private static void awaitStatus(String path, int status) {
        await(path + " answers " + status)
                .atMost(Duration.ofSeconds(60))
                .until(() -> admin.get(path).status() == status);
    }

    private static String noteBeside(Path jar) {
        Path note = jar.resolveSibling(jar.getFileName().toString().replaceFirst("\\.jar$", ".refused.txt"));
        await("a note beside " + jar).atMost(Duration.ofSeconds(60)).until(() -> Files.exists(note));
        try {
            return Files.readString(note);
        } catch (IOException e) {
            throw new AssertionError(note.toString(), e);
        }
    }
}

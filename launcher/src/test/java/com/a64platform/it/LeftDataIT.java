package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A tenant's data goes with its module and comes back, while another tenant has the same module. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LeftDataIT {
    private static final String FARMS = "/api/v1/modules/farm-manager/";

    @TempDir
    static Path folder;

    private static TwoTenants world;

    @BeforeAll
    static void start() {
        world = new TwoTenants(folder);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    @Order(1)
    void bringsDeletedDataBackAsItWas() {
        String before = farm();

        assertThat(ask("DELETE", "uninstall", "{\"cleanupData\":true,\"backupData\":true}"))
                .isEqualTo(204);
        assertThat(left().get("state").asText()).isEqualTo("deleted");
        assertThat(world.admin
                        .post(
                                "/api/v1/modules/install",
                                "{\"moduleName\":\"farm-manager\",\"tenantId\":\"" + victim() + "\"}")
                        .body())
                .contains("urn:a64:problem:data-being-deleted", "/restore");

        assertThat(ask("POST", "restore", "")).isEqualTo(200);
        assertThat(left().get("state").asText()).isEqualTo("kept");
        world.installFarms(victim());

        assertThat(farm()).isEqualTo(before);
        assertThat(world.admin.status(FARMS + "data?tenantId=" + victim())).isEqualTo(404);
    }

    @Test
    @Order(2)
    void takesAnArchiveFromElsewhereBack() throws IOException, InterruptedException {
        String before = farm();
        JsonNode archive = world.admin.json(FARMS + "archives").get(0);
        byte[] file = download(archive.get("id").asText());
        delete("/blocks/" + world.things.get("BLOCK"));
        delete("");
        assertThat(world.admin
                        .waiting(
                                "DELETE",
                                FARMS + "archives/" + archive.get("id").asText(),
                                "")
                        .statusCode())
                .isEqualTo(204);

        HttpResponse<String> uploaded = upload(file);
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(201);
        String id = Operator.parse(uploaded.body()).get("id").asText();
        assertThat(ask("POST", "restore", "{\"archive\":\"" + id + "\"}")).isEqualTo(409);
        assertThat(world.admin
                        .post(FARMS + "restore", "{\"archive\":\"" + id + "\"}")
                        .statusCode())
                .as("into the admin's own tenant")
                .isEqualTo(403);
        assertThat(ask("POST", "disable", "")).isEqualTo(200);
        assertThat(ask("POST", "restore", "{\"archive\":\"" + id + "\"}")).isEqualTo(200);
        assertThat(ask("POST", "enable", "")).isEqualTo(200);

        assertThat(farm()).isEqualTo(before);
        for (int at = file.length / 3; at < file.length / 3 + 60; at++) {
            file[at] ^= 1; // more than there is of a zip in one place that nobody reads
        }
        HttpResponse<String> damaged = upload(file);
        assertThat(damaged.statusCode()).as(damaged.body()).isEqualTo(422);
        assertThat(damaged.body()).contains("urn:a64:problem:archive-damaged");
    }

    @Test
    @Order(3)
    void purgesOneTenantsDataForGood() {
        assertThat(ask("DELETE", "uninstall", "{}")).isEqualTo(204);

        assertThat(ask("DELETE", "data", "")).isEqualTo(200);

        world.installFarms(victim());
        assertThat(world.node
                        .get("/api/v1/farm-manager/farms/" + world.things.get("FARM"), world.owner)
                        .statusCode())
                .isEqualTo(404);
        assertThat(world.node
                        .get("/api/v1/farm-manager/farms", world.intruders.get("an administrator"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(4)
    void restoresAFileFromTheCommandLine() throws IOException, InterruptedException {
        String name = "{\"name\":\"Kept\",\"areaHectares\":3}";
        String farms = "/api/v1/farm-manager/farms";
        assertThat(world.node.post(farms, world.owner, name).statusCode()).isEqualTo(201);
        assertThat(ask("DELETE", "uninstall", "{\"backupData\":true}")).isEqualTo(204);
        String id = world.admin.json(FARMS + "archives").get(0).get("id").asText();
        Path file = Files.write(folder.resolve("farms.zip"), download(id));
        assertThat(ask("DELETE", "data", "")).isEqualTo(200);
        Script script = new Script(world.node.home());

        assertThat(script.run("data", "list", "farm-manager")).contains(id, "tenant " + victim());
        assertThat(script.exiting(1, "data", "restore", "farm-manager", file, "--tenant", world.things.get("MINE")))
                .contains("holds the data of tenant " + victim());
        assertThat(script.run("data", "restore", "farm-manager", file)).contains("documents are back");

        world.installFarms(victim());
        assertThat(world.node.get(farms, world.owner).body()).contains("Kept");
    }

    @Test
    @Order(5)
    void goesBackToASnapshotOfTheWholeSet() {
        String snapshots = "/api/v1/modules/snapshots";
        JsonNode taken = Operator.parse(world.admin
                .waiting("POST", snapshots, "{\"name\":\"before\",\"data\":true}")
                .body());
        String one = snapshots + "/" + taken.get("id").asText();
        assertThat(world.admin.json(one).get("entries")).hasSize(3);
        assertThat(world.admin.json(one).get("entries").findValuesAsText("archiveId"))
                .as("hello has no data")
                .filteredOn(archive -> !archive.isEmpty())
                .hasSize(2);
        assertThat(ask("POST", "disable", "")).isEqualTo(200);
        assertThat(world.admin
                        .waiting("DELETE", "/api/v1/modules/hello/uninstall?tenantId=" + victim(), "{}")
                        .statusCode())
                .isEqualTo(204);

        JsonNode plan = Operator.parse(world.admin.post(one + "/plan", "").body());
        assertThat(plan.at("/plan/changes").findValuesAsText("action")).containsExactlyInAnyOrder("INSTALL", "ENABLE");
        String agreed = "{\"planDigest\":\"" + plan.get("digest").asText() + "\",\"consent\":"
                + plan.at("/plan/permissionsAsked") + "}";
        assertThat(world.admin
                        .post(one + "/revert", agreed.replace("planDigest\":\"", "planDigest\":\"0"))
                        .body())
                .contains("urn:a64:problem:plan-changed", plan.get("digest").asText());
        HttpResponse<String> back = world.admin.waiting("POST", one + "/revert", agreed);

        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(world.greeting()).isNotEmpty();
        assertThat(world.node.get("/api/v1/farm-manager/farms", world.owner).statusCode())
                .isEqualTo(200);
        assertThat(Operator.parse(world.admin.post(one + "/plan", "").body()).at("/plan/changes"))
                .isEmpty();
        assertThat(world.admin.waiting("DELETE", one, "").statusCode()).isEqualTo(204);
        assertThat(world.admin.status(one)).isEqualTo(404);
    }

    private static String victim() {
        return world.things.get("TENANT");
    }

    private static String farm() {
        HttpResponse<String> answer =
                world.node.get("/api/v1/farm-manager/farms/" + world.things.get("FARM"), world.owner);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** What the victim's administrator can delete of the farm. */
    private static void delete(String part) {
        String path = "/api/v1/farm-manager/farms/" + world.things.get("FARM") + part;
        HttpResponse<String> answer = world.node.send(world.node
                .request(path)
                .header("Authorization", "Bearer " + world.owner)
                .DELETE());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private static JsonNode left() {
        return world.admin.json(FARMS + "data?tenantId=" + victim());
    }

    private static int ask(String method, String what, String body) {
        HttpResponse<String> answer = world.admin.waiting(method, FARMS + what + "?tenantId=" + victim(), body);
        assertThat(answer.body()).doesNotContain("urn:a64:problem:internal-error");
        return answer.statusCode();
    }

    private static byte[] download(String id) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = world.node
                .client()
                .send(
                        world.node
                                .request(FARMS + "archives/" + id)
                                .header("Authorization", "Bearer " + world.admin.token())
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static HttpResponse<String> upload(byte[] file) {
        return world.node.send(world.node
                .request(FARMS + "archives")
                .header("Authorization", "Bearer " + world.admin.token())
                .header("Content-Type", "application/zip")
                .POST(BodyPublishers.ofByteArray(file)));
    }
}

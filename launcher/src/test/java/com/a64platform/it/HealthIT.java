package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.it.Administrator.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node tells about modules apart from what is wished of them. */
class HealthIT {
    private static final String WELL = """
            @jakarta.ws.rs.Path("well") @jakarta.annotation.security.PermitAll public class Well {
                private volatile boolean ill;
                @jakarta.ws.rs.GET public jakarta.ws.rs.core.Response get() {
                    return ill
                            ? jakarta.ws.rs.core.Response.status(503).entity("The pump is broken.").build()
                            : jakarta.ws.rs.core.Response.noContent().build();
                }
                @jakarta.ws.rs.POST public void breakDown() { ill = true; }
            }
            """;

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
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/api/v1/hello/greeting").status() == 200);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void tellsHealthApartFromState() {
        JsonNode installation =
                admin.get("/api/v1/tenants/default/modules").json().at("/data/0");
        Answer checked = admin.call(
                "POST", "/api/v1/installations/" + installation.at("/id").asText() + "/health-check", "");
        Answer health = admin.get("/api/v1/modules/hello/health");

        assertThat(checked.status()).isEqualTo(200);
        assertThat(checked.text("/status")).isEqualTo("healthy");
        assertThat(health.text("/status")).isEqualTo("healthy");
        assertThat(health.text("/lastHealthCheck")).startsWith("20");
    }

    @Test
    void showsWhatTheNodeObserves() {
        JsonNode enabled = admin.get("/api/v1/installations").json().at("/data/0/observed/0");
        assertThat(enabled.at("/state").asText()).isEqualTo("ENABLED");
        assertThat(enabled.at("/node").asText()).isNotBlank();

        admin.call("POST", "/api/v1/modules/hello/disable", "");
        JsonNode disabled = admin.get("/api/v1/installations").json().at("/data/0/observed/0");
        assertThat(disabled.at("/state").asText()).isEqualTo("DISABLED");
        assertThat(disabled.at("/reason").asText()).contains("administrator");
        assertThat(admin.get("/api/v1/modules/hello/health").text("/status")).isEqualTo("unknown");

        admin.call("POST", "/api/v1/modules/hello/enable", "");
    }

    @Test
    void asksThePathOfTheDescriptor() {
        ModuleJar.hello()
                .named("pathfinder")
                .descriptor(json -> json.putObject("health").put("path", "/well"))
                .moreOf("Import-Package", "jakarta.annotation.security")
                .resource("Well", WELL)
                .writeTo(node.deploy());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/api/v1/pathfinder/greeting").status() == 200);
        String id = admin.get("/api/v1/installations?moduleName=pathfinder").text("/data/0/id");
        String check = "/api/v1/installations/" + id + "/health-check";
        assertThat(admin.call("POST", check, "").text("/status")).isEqualTo("healthy");

        admin.call("POST", "/api/v1/pathfinder/well", "");
        for (int i = 0; i < 2; i++) {
            assertThat(admin.call("POST", check, "").text("/status")).isEqualTo("healthy");
        }

        Answer third = admin.call("POST", check, "");
        assertThat(third.text("/status")).isEqualTo("unhealthy");
        assertThat(third.text("/reason"))
                .contains("GET /well of it answers 503")
                .contains("The pump is broken.");
        JsonNode observed = admin.get("/api/v1/installations/" + id).json().at("/observed/0");
        assertThat(observed.at("/health").asText()).isEqualTo("unhealthy");
        assertThat(observed.at("/state").asText()).as("it serves all the same").isEqualTo("ENABLED");
        admin.call("DELETE", "/api/v1/modules/pathfinder", "");
    }

    @Test
    void streamsAnOperationInTheFormInWhichItIsRead() {
        String operation =
                admin.get("/api/v1/operations").json().at("/data/0/id").asText();
        String path = "/api/v1/operations/" + operation;
        String token = admin.token();

        String events = node.get(path + "/events", token).body();

        assertThat(events)
                .contains("event: operation\ndata: " + node.get(path, token).body() + "\n\n");
        String id = events.lines().findFirst().orElseThrow().substring("id: ".length());
        assertThat(again(path, token, "0")).isEqualTo(events);
        assertThat(again(path, token, id)).as("nothing is newer").isEmpty();
    }

    private static String again(String path, String token, String lastSeen) {
        return node.send(node.request(path + "/events")
                        .header("Authorization", "Bearer " + token)
                        .header("Last-Event-ID", lastSeen))
                .body();
    }

    @Test
    void knowsNothingOfModulesThatTheTenantDoesNotHave() {
        assertThat(admin.get("/api/v1/modules/nothing/health").text("/type"))
                .isEqualTo("urn:a64:problem:module-not-installed");
        assertThat(admin.get("/api/v1/tenants/nobody/modules").status()).isEqualTo(404);
        assertThat(admin.call("POST", "/api/v1/installations/nothing/health-check", "")
                        .status())
                .isEqualTo(404);
    }
}

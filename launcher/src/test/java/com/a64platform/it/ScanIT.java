package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators see of the scan, and that nothing of a refused module runs or stays. */
class ScanIT {
    @TempDir
    private static Path folder;

    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void start() {
        node = Operator.of(PlatformProcess.on(folder.resolve("home"))).start();
        admin = new Operator(node);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    void showsScoreAndFindingsOfWhatIsInstalled() throws IOException {
        ModuleJar.hello().writeTo(node.deploy());
        ModuleJar.farmManager()
                .descriptor(json -> ((ObjectNode) json.get("licensing")).put("required", false))
                .writeTo(node.deploy());
        ModuleJar.hello()
                .named("threaded")
                .asking("file:read:/etc")
                .component(
                        "Threaded",
                        "public class Threaded { public Threaded() throws Exception { new Thread(() -> {}).start();"
                                + " java.nio.file.Files.exists(java.nio.file.Path.of(\"/etc\"));"
                                + " java.nio.file.Files.readAllLines(java.nio.file.Path.of(\"/etc/hostname\")); } }")
                .writeTo(node.deploy());
        admin.awaitStatus("/api/v1/hello/greeting", 200);
        admin.awaitStatus("/api/v1/threaded/greeting", 200);
        admin.awaitStatus("/api/v1/farm-manager/farms", 200);

        JsonNode hello = admin.json("/api/v1/modules/hello/why").get("scan");
        JsonNode farms = admin.json("/api/v1/modules/farm-manager/why").get("scan");
        JsonNode threaded = admin.json("/api/v1/modules/threaded").get("scan");

        assertThat(hello.get("score").asInt()).isEqualTo(100);
        assertThat(hello.get("findings")).isEmpty();
        assertThat(farms.get("score").asInt()).isEqualTo(100);
        assertThat(farms.get("findings")).isEmpty();
        assertThat(threaded.get("score").asInt()).isEqualTo(95);
        assertThat(threaded.get("findings").toString())
                .contains("\"rule\":\"threads\"", "\"severity\":\"WARNING\"", "misbehaving.Threaded.<init>")
                .contains("\"rule\":\"file-read\"", "\"severity\":\"PERMITTED\"");
        assertThat(admin.json("/api/v1/operations").toString())
                .contains("Its scan gave 95 of 100, with 2 findings.")
                .contains("Its scan gave 100 of 100, with nothing found.");
    }

    @Tag("attack")
    @Test
    void refusesHostileCodeWithItsFindingsAndRunsNothingOfIt() throws IOException {
        Path marker = folder.resolve("ran");
        Path jar = ModuleJar.hello()
                .named("hostile")
                .asking("file:write:" + folder)
                .component(
                        "Hostile",
                        "public class Hostile { static { try { java.nio.file.Files.writeString(java.nio.file.Path.of(\""
                                + marker + "\"), \"ran\"); } catch (java.io.IOException e) { System.exit(3); } } }")
                .writeTo(node.deploy());

        String note = admin.awaitNote("hostile-1.0.0.jar");

        assertThat(note)
                .contains("artifact-refused: The artifact is refused: its score is 0 of 100")
                .contains("/findings/exit: misbehaving.Hostile.<clinit> ends the whole process;");
        assertThat(marker).doesNotExist();
        assertThat(admin.installations()).doesNotContain("hostile");
        assertThat(admin.moduleBundles()).noneMatch(bundle -> bundle.startsWith("hostile"));
        assertThat(admin.status("/api/v1/hostile/greeting")).isEqualTo(404);

        Files.delete(jar);
        patiently().until(() -> Files.notExists(admin.note("hostile-1.0.0.jar")));
    }
}

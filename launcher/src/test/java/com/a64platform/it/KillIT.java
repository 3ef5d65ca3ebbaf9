package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.torture.Torture;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed at any moment of a change agrees with itself when it is back. */
@Tag("kill")
class KillIT {
    private static final String FARMS = "/api/v1/farm-manager/farms";
    private static final String KILLS = "5";

    @TempDir
    private Path folder;

    private Path made;
    private Publisher publisher;
    private PlatformProcess node;
    private Operator admin;

    /** After the last kill something is broken on purpose: what holds after the others must be found not to hold then. */
    @Test
    void agreesWithItselfAfterEveryKillUntilItIsBroken() throws Exception {
        Path report = folder.resolve("report.json");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String sabotage = List.of("file", "document", "version").get(new Random().nextInt(3));

        int code = Torture.run(
                JavaProgram.PLATFORM,
                new PrintStream(said, true, StandardCharsets.UTF_8),
                "--kills",
                KILLS,
                "--sabotage",
                sabotage,
                "--report",
                report.toString());

        JsonNode found = Operator.parse(Files.readString(report));
        assertThat(found.path("killed").asText()).as(said.toString()).isEqualTo(KILLS);
        assertThat(code).as(said.toString()).isEqualTo(1);
        assertThat(found.path("violations").isEmpty()).as(said.toString()).isFalse();
        found.path("violations")
                .forEach(violation ->
                        assertThat(violation.asText()).as(said.toString()).contains("ledger"));
    }

    /** Everything of the update is there but its outcome: the file in deploy/, the bundle beside the one that serves. */
    @Test
    void keepsTheOldVersionWhenItIsKilledWhileTheNextOneStarts() throws Exception {
        Path home = folder.resolve("home");
        made = folder.resolve("made");
        publisher = Publisher.trustedBy(home);
        Path registry = folder.resolve("registry");
        publisher.publish(registry, farmManager("1.0.0"), waiting("1.2.0"));
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString());
        try (PlatformProcess ending = node.start()) {
            admin = new Operator(ending);
            install(publisher.license("farm-manager"));
            createFarm();
            Thread updating = new Thread(this::update);
            updating.start();
            patiently().until(() -> Files.exists(folder.resolve("starting")));
            assertThat(admin.status(FARMS)).isEqualTo(200);
            node.kill();
            updating.join();
            node.restart();
            patiently().untilAsserted(this::isAsBefore);
        }
    }

    private void isAsBefore() throws IOException {
        assertThat(admin.installation("farm-manager")).isEqualTo("1.0.0 ENABLED");
        assertThat(admin.get(FARMS).body()).contains("North field");
        assertThat(admin.loaded()).containsExactly("farm-manager 1.0.0");
        assertThat(admin.moduleBundles()).containsExactly("farm-manager 1.0.0");
        assertThat(node.deploy().toFile().list())
                .containsExactlyInAnyOrder("farm-manager-1.0.0.jar", "farm-manager-1.0.0.jar.sig");
    }

    /** As a workflow, whose status says how it ended. */
    private void install(String license) {
        var started = admin.post(
                "/api/v1/workflows/install-module",
                "{\"moduleName\":\"farm-manager\",\"version\":\"1.0.0\",\"licenseKey\":\"" + license + "\"}");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String id = Operator.parse(started.body()).path("operationId").asText();
        String status = "/api/v1/workflows/" + id + "/status";
        patiently().until(() -> admin.json(status).path("state").asText().equals("SUCCEEDED"));
        assertThat(admin.json(status).path("percent").asInt()).isEqualTo(100);
        assertThat(admin.json(status).path("module").asText()).isEqualTo("farm-manager");
        assertThat(admin.json("/api/v1/operations/" + id)).isEqualTo(admin.json(status));
    }

    /** The kill cuts it off. */
    private void update() {
        assertThatThrownBy(() -> admin.waiting(
                        "PUT",
                        "/api/v1/modules/farm-manager/update",
                        "{\"targetVersion\":\"1.2.0\",\"consent\":[\"file:write:/\"]}"))
                .isInstanceOf(UncheckedIOException.class);
    }

    private void createFarm() {
        var answer = admin.post(FARMS, "{\"name\":\"North field\",\"areaHectares\":12.5}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private Path farmManager(String version) {
        Path jar = ModuleJar.farmManager().version(version).writeTo(made);
        publisher.sign(jar);
        return jar;
    }

    /** A version that says when it is being started, and then is not for a while. */
    private Path waiting(String version) {
        String source = "public class Waits { public Waits() throws Exception { java.nio.file.Files.writeString("
                + "java.nio.file.Path.of(\"" + folder.resolve("starting") + "\"), \"\");"
                + " new java.util.concurrent.CountDownLatch(1).await(); } }";
        Path jar = ModuleJar.farmManager()
                .version(version)
                .asking("file:write:/")
                .component("Waits", source)
                .writeTo(made);
        publisher.sign(jar);
        return jar;
    }
}

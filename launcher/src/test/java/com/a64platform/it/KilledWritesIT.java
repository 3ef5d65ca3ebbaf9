package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node dies by SIGKILL before each write of the journal of an update in turn: one version serves when it is back. */
@Tag("kill")
class KilledWritesIT {
    private static final String MODULE = "farm-manager";
    private static final String FARMS = "/api/v1/farm-manager/farms";
    /** More than an update has writes; the test fails when it has not ended by then. */
    private static final int MOST = 20;

    @TempDir
    private Path folder;

    private PlatformProcess node;
    private Operator admin;

    @Test
    void servesOneVersionWhateverWriteOfAnUpdateItDiesBefore() throws IOException {
        int port = PlatformProcess.freePort();
        try (PlatformProcess ending = withTheFirstVersion(port)) {
            var outcomes = new TreeSet<String>();
            int current = 0;
            int write = 1;
            for (; killedBefore(write, current + 1, port); write++) {
                ending.restart();
                patiently().untilAsserted(this::agrees);
                String now = admin.installation(MODULE);
                assertThat(now).isIn(version(current) + " ENABLED", version(current + 1) + " ENABLED");
                boolean updated = now.startsWith(version(current + 1));
                outcomes.add(updated ? "updated" : "as before");
                current += updated ? 1 : 0;
                assertThat(write).as("writes of one update").isLessThan(MOST);
            }
            patiently().untilAsserted(this::agrees);
            assertThat(admin.installation(MODULE)).isEqualTo(version(current + 1) + " ENABLED");
            assertThat(outcomes).as("after " + (write - 1) + " kills").containsExactly("as before", "updated");
        }
    }

    private PlatformProcess withTheFirstVersion(int port) {
        Path home = folder.resolve("home");
        Path registry = folder.resolve("registry");
        Publisher publisher = Publisher.trustedBy(home);
        publisher.publish(
                registry,
                IntStream.range(0, MOST)
                        .mapToObj(minor -> farmManager(publisher, version(minor)))
                        .toArray(Path[]::new));
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .with("JAVA_OPTS", WriteTrap.option(port))
                .start();
        admin = new Operator(node);
        HttpResponse<String> installed = admin.waiting(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"farm-manager\",\"version\":\"1.0.0\",\"licenseKey\":\"" + publisher.license(MODULE)
                        + "\"}");
        assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
        var farm = admin.post(FARMS, "{\"name\":\"North field\",\"areaHectares\":12.5}");
        assertThat(farm.statusCode()).as(farm.body()).isEqualTo(201);
        return node;
    }

    /** @return false when the update has fewer writes: it has ended then, and the node runs */
    private boolean killedBefore(int write, int version, int port) throws IOException {
        WriteTrap trap = WriteTrap.set(port, write);
        var updating = CompletableFuture.supplyAsync(() -> update(version(version)));
        patiently().until(() -> trap.hasStopped() || updating.isDone());
        if (!trap.hasStopped()) {
            assertThat(updating.join()).isEqualTo(200);
            return false;
        }
        node.kill();
        assertThat(updating.join()).isZero();
        return true;
    }

    /** @return the status; 0 when the node died meanwhile */
    private int update(String version) {
        try {
            return admin.waiting(
                            "PUT", "/api/v1/modules/farm-manager/update", "{\"targetVersion\":\"" + version + "\"}")
                    .statusCode();
        } catch (UncheckedIOException killed) {
            return 0;
        }
    }

    /** File, installation, journal and what serves say the same, and the farm is there. */
    private void agrees() {
        for (JsonNode operation : admin.json("/api/v1/operations?perPage=100").get("data")) {
            assertThat(operation.get("state").asText()).as(operation.toString()).isIn("SUCCEEDED", "FAILED");
        }
        String version = admin.installation(MODULE).split(" ")[0];
        List<String> one = List.of(MODULE + " " + version);
        assertThat(admin.loaded()).isEqualTo(one);
        assertThat(admin.observed(MODULE)).isEqualTo(version + " ENABLED");
        assertThat(admin.json(FARMS).toString()).contains("North field");
        assertThat(node.deploy().toFile().list()).containsExactlyInAnyOrder(jar(version), jar(version) + ".sig");
    }

    private static String jar(String version) {
        return MODULE + "-" + version + ".jar";
    }

    private static String version(int minor) {
        return "1." + minor + ".0";
    }

    private Path farmManager(Publisher publisher, String version) {
        Path jar = ModuleJar.farmManager().version(version).writeTo(folder.resolve("made"));
        publisher.sign(jar);
        return jar;
    }
}

package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation that finds no room says so, leaves nothing half done, and succeeds once there is room. */
class FullDiskIT {
    private static final String INSTALL = "{\"moduleName\":\"hello\",\"version\":\"1.0.0\"}";

    @TempDir
    private Path folder;

    @Test
    void leavesNothingWhenAFolderOfTheHomeIsFull() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        PlatformProcess made = prepared(home);
        try (SmallDisk cache = SmallDisk.at(home.resolve("cache"), 64);
                SmallDisk verified = SmallDisk.at(home.resolve("data/verified"), 8);
                SmallDisk deploy = SmallDisk.at(home.resolve("deploy"), 8);
                PlatformProcess node = made.start()) {
            Operator admin = new Operator(node);
            for (SmallDisk disk : new SmallDisk[] {cache, verified}) {
                disk.fill();
                HttpResponse<String> refused = admin.waiting("POST", "/api/v1/modules/install", INSTALL);
                assertThat(refused.statusCode())
                        .as(disk.folder() + " " + refused.body())
                        .isEqualTo(507);
                assertThat(refused.body()).contains("urn:a64:problem:storage-full", "make room");
                assertThat(refused.body()).doesNotContain("at com.a64platform");
                assertThat(admin.why("hello")).contains("storage-full", "see df -h");
                assertNothingOfIt(node, admin, disk.folder().toString());

                disk.makeRoom();
                installsNow(admin);
                uninstall(node, admin);
            }
            serveFirstAndPlaceTheFileLater(node, admin, deploy);
        }
    }

    /** A module serves from its verified copy; its file comes after the installation counts, and is not given up. */
    private static void serveFirstAndPlaceTheFileLater(PlatformProcess node, Operator admin, SmallDisk deploy)
            throws IOException {
        deploy.fill();
        installsNow(admin);
        try (var files = Files.list(node.deploy())) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("hello"));
        }
        deploy.makeRoom();
        patiently().until(() -> Files.exists(node.deploy().resolve("hello-1.0.0.jar")));
        uninstall(node, admin);
    }

    @Test
    void leavesNothingWhenTheWholeHomeIsFull() throws IOException {
        try (SmallDisk disk = SmallDisk.at(folder.resolve("home"), 160)) {
            PlatformProcess made = prepared(disk.folder());
            try (PlatformProcess node = made.start()) {
                Operator admin = new Operator(node);
                admin.token();
                disk.fill();
                assertThat(admin.why("hello")).contains("disk-full", "df -h shows how much there is");
                HttpResponse<String> refused = admin.waiting("POST", "/api/v1/modules/install", INSTALL);
                assertThat(refused.statusCode())
                        .as(refused.body() + node.text())
                        .isIn(503, 507);
                assertThat(refused.body()).containsAnyOf("storage-full", "store-unavailable");

                disk.makeRoom();
                node.kill();
                node.restart();
                assertNothingOfIt(node, admin, "after a restart");
                installsNow(admin);
            }
        }
    }

    private PlatformProcess prepared(Path home) {
        Publisher publisher = Publisher.trustedBy(home);
        Path jar = ModuleJar.hello().writeTo(folder.resolve("made"));
        publisher.sign(jar);
        Path registry = folder.resolve("registry");
        publisher.publish(registry, jar);
        return Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString());
    }

    private static void assertNothingOfIt(PlatformProcess node, Operator admin, String where) throws IOException {
        assertThat(admin.installation("hello")).as(where).isEmpty();
        assertThat(admin.moduleBundles()).as(where).isEmpty();
        assertThat(admin.status("/api/v1/hello/greeting")).as(where).isEqualTo(404);
        try (var files = Files.list(node.deploy())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as(where)
                    .noneMatch(name -> name.startsWith("hello") || name.endsWith(".part"));
        }
        try (var copies = Files.list(node.home().resolve("data/verified"))) {
            assertThat(copies.map(file -> file.getFileName().toString()))
                    .as(where)
                    .noneMatch(name -> name.endsWith(".part"));
        }
    }

    private static void installsNow(Operator admin) {
        HttpResponse<String> installed = admin.waiting("POST", "/api/v1/modules/install", INSTALL);
        assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
        admin.awaitStatus("/api/v1/hello/greeting", 200);
    }

    private static void uninstall(PlatformProcess node, Operator admin) {
        assertThat(admin.waiting("DELETE", "/api/v1/modules/hello", "").statusCode())
                .isEqualTo(204);
        patiently().until(() -> Files.notExists(node.deploy().resolve("hello-1.0.0.jar")));
        // a copy that is still kept would let the next installation do without room
        patiently().until(() -> isEmpty(node.home().resolve("data/verified")));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}

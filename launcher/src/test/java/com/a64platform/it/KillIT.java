package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed at any moment of a change agrees with itself when it is back. */
@Tag("kill")
class KillIT {
    private static final String FARMS = "/api/v1/farm-manager/farms";
    private static final int ROUNDS = 10;

    @TempDir
    private Path folder;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private Path made;
    private Publisher publisher;
    private PlatformProcess node;
    private Operator admin;

    @Test
    void agreesWithItselfAfterEveryKill() throws Exception {
        Path home = folder.resolve("home");
        made = folder.resolve("made");
        publisher = Publisher.trustedBy(home);
        Path registry = folder.resolve("registry");
        publisher.publish(registry, farmManager("1.0.0"), farmManager("1.1.0"), waiting("1.2.0"));
        String license = publisher.license("farm-manager");
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .with("MODULE_UPDATE_WATCH", "1"); // the version before is seen to go
        try (PlatformProcess ending = node.start()) {
            admin = new Operator(ending);
            install(license, "1.0.0");
            createFarm();
            for (int round = 0; round < ROUNDS; round++) {
                String before = admin.installation("farm-manager");
                String change = killDuringAChange(license);
                agrees("round " + round + ", " + change + " of \"" + before + "\", seed " + seed);
            }
            serveAgain(license);
            killWhileTheNextVersionStarts();
            assertThat(admin.get(FARMS).body()).contains("North field");
        }
    }

    /** Starts what fits the present state under light load, and kills the node somewhere in it. */
    private String killDuringAChange(String license) {
        AtomicBoolean stop = new AtomicBoolean();
        Thread load = load(stop);
        Runnable change = change(admin.installation("farm-manager"), license);
        Thread changing = new Thread(change, "change");
        changing.start();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(900))); // any moment of the change
        node.kill();
        stop.set(true);
        join(load, changing);
        node.restart();
        return changing.getName();
    }

    private Runnable change(String now, String license) {
        if (now.isEmpty()) {
            return named("install", () -> tolerant(() -> install(license, "1.0.0")));
        }
        if (now.endsWith("DISABLED")) {
            return named("enable", () -> admin.post("/api/v1/modules/farm-manager/enable", ""));
        }
        if (now.equals("1.0.0 ENABLED") && random.nextBoolean()) {
            return random.nextBoolean()
                    ? named("drop", this::dropTheNextVersion)
                    : named("update", () -> update("1.1.0"));
        }
        return random.nextBoolean()
                ? named("disable", () -> admin.post("/api/v1/modules/farm-manager/disable", ""))
                : named("uninstall", () -> admin.waiting("DELETE", "/api/v1/modules/farm-manager", ""));
    }

    /** A change that the kill interrupts is no failure of the test. */
    private static Runnable named(String name, Runnable change) {
        return () -> {
            Thread.currentThread().setName(name);
            tolerant(change);
        };
    }

    private static void tolerant(Runnable change) {
        try {
            change.run();
        } catch (UncheckedIOException | AssertionError cutOff) {
            Thread.currentThread().setName(Thread.currentThread().getName() + " (cut off)");
        }
    }

    private void dropTheNextVersion() {
        try {
            for (Path file : List.of(signature(jar("1.1.0")), jar("1.1.0"))) {
                Files.deleteIfExists(node.deploy().resolve(file.getFileName()));
                Files.copy(file, node.deploy().resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Installation, loaded revision, route and file say the same; nothing of another version is there. */
    private void agrees(String after) {
        patiently().untilAsserted(() -> {
            String now = admin.installation("farm-manager");
            assertThat(running()).as(after).isZero();
            if (now.endsWith(" ENABLED")) {
                String version = now.split(" ")[0];
                assertThat(admin.status(FARMS)).as(after + ": " + now).isEqualTo(200);
                assertThat(admin.loaded()).as(after).containsExactly("farm-manager " + version);
                assertThat(admin.moduleBundles()).as(after).containsExactly("farm-manager " + version);
                assertThat(jars()).as(after + ": " + now).containsExactly("farm-manager-" + version + ".jar");
                assertThat(admin.get(FARMS).body()).as(after).contains("North field");
            } else {
                assertThat(now).as(after).matches("|.* DISABLED");
                assertThat(admin.status(FARMS)).as(after + ": " + now).isEqualTo(404);
                assertThat(admin.moduleBundles()).as(after).isEmpty();
                assertThat(now.isEmpty() ? jars() : List.of()).as(after).isEmpty();
            }
        });
    }

    private long running() {
        long count = 0;
        for (var operation : admin.json("/api/v1/operations?perPage=200").path("data")) {
            String state = operation.get("state").asText();
            count += state.equals("RUNNING") || state.equals("UNDOING") ? 1 : 0;
        }
        return count;
    }

    private List<String> jars() throws IOException {
        try (var files = Files.list(node.deploy())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .toList();
        }
    }

    private void serveAgain(String license) {
        String now = admin.installation("farm-manager");
        if (now.isEmpty()) {
            install(license, "1.1.0");
        } else if (!now.endsWith("ENABLED")) {
            assertThat(admin.post("/api/v1/modules/farm-manager/enable", "").statusCode())
                    .isEqualTo(200);
        }
    }

    private void install(String license, String version) {
        var answer = admin.waiting(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"farm-manager\",\"version\":\"" + version + "\",\"licenseKey\":\"" + license + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private void update(String version) {
        admin.waiting(
                "PUT",
                "/api/v1/modules/farm-manager/update",
                "{\"targetVersion\":\"" + version + "\",\"consent\":[\"file:write:/\"]}");
    }

    /** Everything of the update is there but its outcome: the file in deploy/, the bundle beside the one that serves. */
    private void killWhileTheNextVersionStarts() {
        String before = admin.installation("farm-manager");
        Thread updating = new Thread(named("update", () -> update("1.2.0")));
        updating.start();
        patiently().until(() -> Files.exists(folder.resolve("starting")));
        assertThat(admin.status(FARMS)).isEqualTo(200);
        node.kill();
        join(updating);
        node.restart();
        agrees("killed while 1.2.0 was starting, seed " + seed);
        assertThat(admin.installation("farm-manager")).isEqualTo(before);
    }

    private void createFarm() {
        var answer = admin.post(FARMS, "{\"name\":\"North field\",\"areaHectares\":12.5}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private Thread load(AtomicBoolean stop) {
        Thread load = new Thread(
                () -> {
                    while (!stop.get()) {
                        tolerant(() -> admin.get(FARMS));
                        SteadyClient.pause();
                    }
                },
                "load");
        load.start();
        return load;
    }

    private static void join(Thread... threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    private Path jar(String version) {
        return made.resolve("farm-manager-" + version + ".jar");
    }

    private static Path signature(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".sig");
    }
}

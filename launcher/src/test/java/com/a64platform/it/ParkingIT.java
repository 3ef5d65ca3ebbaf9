package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.demo.load.LoadReport;
import com.a64platform.core.demo.load.OpenLoop;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Modules of which no two versions may be loaded at once are updated while clients ask: they wait, and none fails. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ParkingIT {
    private static final int UPDATES = 10;
    private static final int MORE = 100;
    private static final String LONE = "/api/v1/lone/ways/";

    @TempDir
    private static Path folder;

    private static Path made;
    private static Publisher publisher;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void installTheFirstVersions() throws IOException {
        Path home = folder.resolve("home");
        Path registry = folder.resolve("registry");
        made = folder.resolve("made");
        publisher = Publisher.trustedBy(home);
        List<Path> versions = new ArrayList<>();
        for (int i = 0; i <= UPDATES; i++) {
            versions.add(signed(farmManager("1." + i + ".0")));
        }
        versions.add(signed(farmManager("2.0.0").unresolvable()));
        publisher.publish(registry, versions.toArray(Path[]::new));
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .start();
        admin = new Operator(node);
        HttpResponse<String> installed = admin.waiting(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"farm-manager\",\"version\":\"1.0.0\",\"licenseKey\":\""
                        + publisher.license("farm-manager") + "\"}");
        assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    @Order(1)
    void updatesInTheirPlaceUnderLoadFailNoRequest() throws Exception {
        try (OpenLoop clients = OpenLoop.begin(node.url(), "Bearer " + admin.token())) {
            patiently().until(() -> clients.done() > MORE);
            for (int i = 1; i <= UPDATES; i++) {
                HttpResponse<String> updated = update("1." + i + ".0");
                assertThat(updated.statusCode()).as(updated.body()).isEqualTo(200);
                assertThat(admin.moduleBundles()).containsExactly("farm-manager 1." + i + ".0");
            }
            failsNothing(clients);
        }
    }

    @Test
    @Order(2)
    void aVersionThatDoesNotStartMakesRoomAgain() throws Exception {
        try (OpenLoop clients = OpenLoop.begin(node.url(), "Bearer " + admin.token())) {
            patiently().until(() -> clients.done() > MORE);
            HttpResponse<String> refused = update("2.0.0");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
            assertThat(refused.body()).contains("does not resolve");
            failsNothing(clients);
        }
        assertThat(admin.installation("farm-manager")).isEqualTo("1." + UPDATES + ".0 ENABLED");
        assertThat(admin.moduleBundles()).containsExactly("farm-manager 1." + UPDATES + ".0");
    }

    @Test
    @Order(3)
    void whatWaitsIsServedByTheNextVersionWhateverKindItIs() throws IOException {
        drop(lone("1.0.0"));
        admin.awaitInstallation("lone", "1.0.0 ENABLED");
        admin.awaitStatus("/api/v1/lone/greeting", 200);
        drop(lone("1.1.0").gated());
        LoneModule.awaitBegun(folder, "1.1.0");

        var head = ask("HEAD", "/api/v1/lone/greeting", "");
        var echo = ask("POST", LONE + "echo", "x".repeat(100_000));
        var later = ask("GET", LONE + "later", "");
        try (EventSource events = EventSource.to(node, LONE + "events", admin.token())) {
            patiently().until(() -> admin.why("lone").contains("; 4 requests wait."));
            assertThat(node.get(LONE + "later").statusCode())
                    .as("without a token")
                    .isEqualTo(401);
            assertThat(admin.status("/api/v1/nothing")).isEqualTo(404);
            LoneModule.tell(folder, "open-1.1.0");

            assertThat(head.join().statusCode()).isEqualTo(200);
            assertThat(echo.join().body()).isEqualTo("1.1.0 " + "x".repeat(100_000));
            assertThat(later.join().body()).isEqualTo("1.1.0 later");
            patiently().until(() -> events.data().size() > 2);
            assertThat(events.data()).startsWith("1.1.0 after ", "1.1.0");
        }
        admin.awaitInstallation("lone", "1.1.0 ENABLED");
        patiently().untilAsserted(() -> assertThat(
                        admin.json("/api/v1/admin/system").get("routes").toString())
                .doesNotContainPattern("\"requestsInside\":[1-9]"));
    }

    @Test
    @Order(4)
    void streamsOfEventsEndInOrderAndGoOnWithTheNextVersion() throws IOException {
        drop(LoneModule.of(folder, "steady", "1.0.0"));
        drop(LoneModule.of(folder, "ticker", "1.0.0"));
        admin.awaitStatus("/api/v1/steady/greeting", 200);
        admin.awaitStatus("/api/v1/ticker/greeting", 200);
        try (EventSource lone = EventSource.to(node, LONE + "events", admin.token());
                EventSource ticker = EventSource.to(node, "/api/v1/ticker/ways/events", admin.token());
                EventSource steady = EventSource.to(node, "/api/v1/steady/ways/events", admin.token())) {
            patiently()
                    .until(() -> lone.data().size() > 2
                            && ticker.data().size() > 2
                            && steady.data().size() > 2);

            drop(LoneModule.of(folder, "ticker", "1.1.0"));
            drop(lone("1.2.0"));

            cameAgain(ticker, "1.0.0", "1.1.0");
            cameAgain(lone, "1.1.0", "1.2.0");
            assertThat(steady.connections()).isEqualTo(1);
            assertThat(steady.failure()).isEmpty();
            int before = steady.data().size();
            patiently().until(() -> steady.data().size() > before);
        }
        admin.awaitInstallation("ticker", "1.1.0 ENABLED");
        admin.awaitInstallation("lone", "1.2.0 ENABLED");
    }

    @Test
    @Order(5)
    void whoHasWaitedForFiveSecondsIsToldToComeAgain() throws IOException {
        drop(lone("1.3.0").gated());
        LoneModule.awaitBegun(folder, "1.3.0");
        long begun = System.nanoTime();

        HttpResponse<String> refused = ask("POST", LONE + "echo", "hello").join();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.body()).contains("module-being-replaced", "within 5 s");
        assertThat(System.nanoTime() - begun).isGreaterThan(4_900_000_000L);
        LoneModule.tell(folder, "open-1.3.0");
        admin.awaitInstallation("lone", "1.3.0 ENABLED");
    }

    @Test
    @Order(6)
    void whatWaitsIsServedByTheOldVersionWhenTheNextOneDoesNotStart() throws IOException {
        LoneModule broken = lone("1.4.0").gated();
        broken.jar().unhealthy();
        drop(broken);
        LoneModule.awaitBegun(folder, "1.4.0");
        var echo = ask("POST", LONE + "echo", "hello");
        patiently().until(() -> admin.why("lone").contains("; 1 requests wait."));
        LoneModule.tell(folder, "open-1.4.0");

        assertThat(echo.join().body()).isEqualTo("1.3.0 hello");
        assertThat(admin.installation("lone")).isEqualTo("1.3.0 ENABLED");
        assertThat(admin.awaitNote("lone-1.4.0.jar")).contains("The pump is broken.");
    }

    @Test
    @Order(7)
    void whatIsInsideIsAnsweredWhenTheModuleIsTakenDown() {
        var slow = ask("GET", LONE + "slow", "");
        var later = ask("GET", LONE + "slow-later", "");
        patiently()
                .until(() -> Files.exists(folder.resolve("slow-inside-1.3.0"))
                        && Files.exists(folder.resolve("slow-later-inside-1.3.0")));
        CompletableFuture<Integer> disabled;
        try (EventSource events = EventSource.to(node, LONE + "events", admin.token())) {
            patiently().until(() -> events.data().size() > 2);

            disabled = CompletableFuture.supplyAsync(
                    () -> admin.post("/api/v1/modules/lone/disable", "{}").statusCode());

            admin.awaitStatus(LONE + "later", 404);
            patiently().until(() -> events.failure().equals("status 404"));
            assertThat(events.lastLines()).singleElement().asString().matches("retry: \\d+\n\n");
        }
        assertThat(slow).isNotDone();
        assertThat(later).isNotDone();
        LoneModule.tell(folder, "slow-end");
        LoneModule.tell(folder, "slow-later-end");
        assertThat(slow.join().body()).isEqualTo("1.3.0 slow");
        assertThat(later.join().body()).isEqualTo("1.3.0 slow-later");
        assertThat(disabled.join()).isEqualTo(200);
        patiently().until(() -> admin.moduleBundles().stream().noneMatch(one -> one.startsWith("lone")));
    }

    @Test
    @Order(8)
    void whatWaitsIsAnsweredWhenThePlatformStops() throws IOException {
        assertThat(admin.waiting("POST", "/api/v1/modules/lone/enable", "{}").statusCode())
                .isEqualTo(200);
        drop(lone("1.5.0").gated());
        LoneModule.awaitBegun(folder, "1.5.0");
        var echo = ask("POST", LONE + "echo", "hello");
        patiently().until(() -> admin.why("lone").contains("; 1 requests wait."));
        var stopped = CompletableFuture.supplyAsync(node::terminate);

        assertThat(echo.join().statusCode()).isEqualTo(503);
        assertThat(echo.join().body()).contains("stopping");
        LoneModule.tell(folder, "open-1.5.0");
        assertThat(stopped.join()).isZero();
        assertThat(node.log()).doesNotContain("Requests were still inside", "unexpected failure");
    }

    private static void cameAgain(EventSource source, String from, String to) {
        patiently().until(() -> source.data().contains(to));
        assertThat(source.failure()).isEmpty();
        assertThat(source.connections()).isEqualTo(2);
        assertThat(source.lastLines()).singleElement().asString().matches("retry: \\d+\n\n");
        assertThat(source.data()).anyMatch(data -> data.startsWith(to + " after " + from + "-"));
    }

    private static void failsNothing(OpenLoop clients) throws InterruptedException {
        int now = clients.done();
        patiently().until(() -> clients.done() > now + MORE);
        LoadReport report = clients.end();
        assertThat(report.failed()).isEmpty();
    }

    private static HttpResponse<String> update(String version) {
        return admin.waiting("PUT", "/api/v1/modules/farm-manager/update", "{\"targetVersion\":\"" + version + "\"}");
    }

    private static CompletableFuture<HttpResponse<String>> ask(String method, String path, String body) {
        HttpRequest request = node.request(path)
                .header("Authorization", "Bearer " + admin.token())
                .header("Content-Type", "text/plain")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return node.client().sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static ModuleJar farmManager(String version) {
        return ModuleJar.farmManager().version(version).header("Bundle-SymbolicName", "farm-manager;singleton:=true");
    }

    private static LoneModule lone(String version) {
        return LoneModule.of(folder, "lone", version).alone();
    }

    private static Path signed(ModuleJar module) {
        Path jar = module.writeTo(made);
        publisher.sign(jar);
        return jar;
    }

    private static void drop(LoneModule module) throws IOException {
        Path jar = signed(module.jar());
        Path signature = jar.resolveSibling(jar.getFileName() + ".sig");
        Files.copy(signature, node.deploy().resolve(signature.getFileName()));
        Files.copy(jar, node.deploy().resolve(jar.getFileName()));
    }
}

package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.it.Administrator.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that want something of one module at the same moment. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConcurrencyIT {
    private static final int INSTALLING = 50;
    private static final int SWITCHING = 20;
    private static final int SWITCHES = 5;
    private static final String GREETING = "/api/v1/hello/greeting";

    @TempDir
    static Path folder;

    private static PlatformProcess node;
    private static Administrator admin;
    private static ExecutorService clients;

    @BeforeAll
    static void start() {
        Path home = folder.resolve("home");
        Path registry = Publisher.on(home)
                .offer(folder.resolve("registry"), ModuleJar.hello().writeTo(folder));
        node = Administrator.prepare(PlatformProcess.on(home))
                .with("MODULE_REGISTRY", registry.toUri().toString());
        node.start();
        admin = Administrator.of(node);
        clients = Executors.newFixedThreadPool(INSTALLING);
    }

    @AfterAll
    static void stop() {
        clients.shutdownNow();
        node.close();
    }

    @Test
    @Order(1)
    void oneOfFiftyInstallsAndTheOthersAreTold() throws Exception {
        List<Answer> answers = atOnce(
                INSTALLING,
                i -> () -> List.of(admin.call("POST", "/api/v1/modules/install", "{\"moduleName\":\"hello\"}")));

        List<Answer> won =
                answers.stream().filter(answer -> answer.status() == 202).toList();
        assertThat(won).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .hasSize(INSTALLING - 1)
                .allSatisfy(answer -> assertThat(answer.text("/type"))
                        .isIn("urn:a64:problem:operation-in-progress", "urn:a64:problem:module-already-installed"));
        awaitEnd(won.get(0).text("/operationId"));
        assertThat(admin.get(GREETING).status()).isEqualTo(200);
        JsonNode installations = admin.get("/api/v1/installations").json();
        assertThat(installations.at("/total").asInt()).isEqualTo(1);
        assertThat(installations.at("/data/0/id").asText()).isEqualTo(won.get(0).text("/operationId"));
    }

    @Test
    @Order(2)
    void whateverIsSwitchedAtOnceEndsInOneTruth() throws Exception {
        List<Answer> answers = atOnce(SWITCHING, i -> () -> switching(new Random(i)));

        assertThat(answers).extracting(Answer::status).containsOnly(200, 409);
        assertThat(answers).extracting(Answer::status).contains(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> running() == 0);
        assertAgreement();
        admin.call("POST", "/api/v1/modules/hello/disable", "");
        assertAgreement();
        admin.call("POST", "/api/v1/modules/hello/enable", "");
        assertAgreement();
        assertThat(admin.get(GREETING).status()).isEqualTo(200);
    }

    /** The installation, the loaded revision and the route say the same; the file stays as long as it is installed. */
    private static void assertAgreement() throws Exception {
        boolean enabled =
                admin.get("/api/v1/installations").text("/data/0/desiredState").equals("ENABLED");
        assertThat(admin.get(GREETING).status()).isEqualTo(enabled ? 200 : 404);
        assertThat(admin.get("/api/v1/modules/loaded").json()).hasSize(enabled ? 1 : 0);
        assertThat(admin.get("/api/v1/admin/system").json().at("/routes")).hasSize(enabled ? 1 : 0);
        try (var files = Files.list(node.deploy())) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.endsWith(".sig")))
                    .containsExactly("hello-1.0.0.jar");
        }
        assertThat(moduleBundles()).isEqualTo(enabled ? 1 : 0);
    }

    private static long moduleBundles() {
        return admin.get("/api/v1/admin/system").json().at("/bundles").findValuesAsText("symbolicName").stream()
                .filter("hello"::equals)
                .count();
    }

    private static List<Answer> switching(Random random) {
        return IntStream.range(0, SWITCHES)
                .mapToObj(i -> random.nextBoolean() ? "enable" : "disable")
                .map(verb -> admin.call("POST", "/api/v1/modules/hello/" + verb, ""))
                .toList();
    }

    private static long running() {
        return admin.get("/api/v1/operations?state=RUNNING").json().findValuesAsText("state").stream()
                .filter("RUNNING"::equals)
                .count();
    }

    private static void awaitEnd(String operation) {
        await().atMost(Duration.ofSeconds(20)).until(() -> admin.get("/api/v1/operations/" + operation)
                .text("/state")
                .equals("SUCCEEDED"));
    }

    private static List<Answer> atOnce(int number, IntFunction<Callable<List<Answer>>> client) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<Answer>>> running = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Callable<List<Answer>> calls = client.apply(i);
            running.add(clients.submit(() -> {
                start.await();
                return calls.call();
            }));
        }
        start.countDown();
        List<Answer> answers = new ArrayList<>();
        for (Future<List<Answer>> future : running) {
            answers.addAll(future.get(60, TimeUnit.SECONDS));
        }
        return answers;
    }
}

package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.ModuleLifecycle;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What modules leave behind on a real node when they go: their class loaders are collected, or the holder is named. */
class LeftoversIT {
    private static final int REDEPLOYS = 50;

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
    static void stop() {
        try (PlatformProcess ending = node) {
            assertThat(ending.terminate()).isZero();
        }
    }

    /** Requests, JSON, hooks, a probe and an injected source: none of it is kept by the platform itself. */
    @Test
    void theClassLoaderOfAModuleThatBehavesIsCollectedEachTime() {
        String hook = "public class Hook implements com.a64platform.api.ModuleLifecycle {}";
        String probe = "public class Probe implements com.a64platform.api.HealthProbe {"
                + " public Health check() { return Health.up(); } }";
        drop(ModuleJar.hello()
                .named("decent")
                .component("Hook", hook, ModuleLifecycle.class)
                .component("Probe", probe, HealthProbe.class));
        admin.awaitStatus("/api/v1/decent/greeting", 200);
        awaitOperation("decent", "install", "SUCCEEDED"); // its file is put in line when it serves already

        for (int i = 0; i < REDEPLOYS; i++) {
            disable("decent");
            assertThat(admin.post("/api/v1/modules/decent/enable", "").statusCode())
                    .isEqualTo(200);
            assertThat(admin.status("/api/v1/decent/greeting")).isEqualTo(200);
            assertThat(admin.status("/api/v1/modules/decent/health")).isEqualTo(200);
        }

        assertThat(holders("decent")).isEmpty();
        assertThat(operations("decent", "disable")).hasSize(REDEPLOYS).allSatisfy(operation -> assertThat(
                        operation.get("state").asText())
                .isEqualTo("SUCCEEDED"));
        assertThat(admin.why("decent")).doesNotContain("still in memory");
    }

    @Test
    void clearsWhatAModuleLeavesAndSaysSo() {
        String careless = "public class Careless { public Careless() throws Exception {"
                + " new Thread(() -> java.util.concurrent.locks.LockSupport.park(), \"careless-thread\").start();"
                + " new java.util.Timer(\"careless-timer\").schedule(new java.util.TimerTask() {"
                + " public void run() {} }, 3600000);"
                + " java.util.concurrent.Executors.newFixedThreadPool(1).submit(() -> {}).get();"
                + " java.util.logging.Logger.getLogger(\"\").setFilter(entry -> true);"
                + " Runtime.getRuntime().addShutdownHook(new Thread(() -> {}, \"careless-hook\"));"
                + " Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});"
                + " new java.io.ObjectOutputStream(new java.io.ByteArrayOutputStream()).writeObject(new Job());"
                + " java.beans.Introspector.getBeanInfo(Job.class); }"
                + " public static final class Job implements java.io.Serializable {} }";
        drop(hello("careless")
                .asking("java:globals")
                .component("Careless", careless)
                .resource("Local", local()));
        admin.awaitStatus("/api/v1/careless/local", 200);

        disable("careless");

        assertThat(holders("careless")).isEmpty();
        String detail = lastDetail(awaitOperation("careless", "disable", "SUCCEEDED"));
        assertThat(detail)
                .contains(
                        "thread careless-thread",
                        "thread careless-timer",
                        "thread pool-",
                        "part of java.util.logging",
                        "shutdown hook careless-hook",
                        "handler of uncaught exceptions",
                        "thread-local value");
    }

    @Test
    void namesAThreadThatDoesNotEndAndMarksTheOperation() {
        drop(hello("stubborn").component("Stubborn", stubborn()));
        admin.awaitStatus("/api/v1/stubborn/greeting", 200);

        disable("stubborn");

        assertThat(holders("stubborn")).singleElement().asString().contains("thread stubborn-thread in misbehaving.");
        JsonNode operation = awaitOperation("stubborn", "disable", "UNCLEAN");
        assertThat(operation.at("/error/code").asText()).isEqualTo("module-not-unloaded");
        assertThat(lastDetail(operation)).contains("thread stubborn-thread", "end it in @Deactivate");
        assertThat(admin.why("stubborn")).contains("class-loader-held", "still in memory", "stubborn-thread");
        patiently().untilAsserted(() -> assertThat(
                        admin.get("/api/v1/admin/audit?action=module.disable").body())
                .contains("module-not-unloaded"));
    }

    /** The version before stays warm for a while, so it is unloaded by another operation than replaced it. */
    @Test
    void blamesTheUpdateThatReplacedWhatStays() {
        drop(hello("sticky").component("Stubborn", stubborn()));
        admin.awaitInstallation("sticky", "1.0.0 ENABLED");
        drop(hello("sticky").version("1.1.0"));
        admin.awaitInstallation("sticky", "1.1.0 ENABLED");
        awaitOperation("sticky", "update", "SUCCEEDED");

        disable("sticky");

        assertThat(holders("sticky")).singleElement().asString().contains("Version 1.0.0 of sticky");
        awaitOperation("sticky", "update", "UNCLEAN");
        awaitOperation("sticky", "disable", "SUCCEEDED");
    }

    @Test
    void saysThatItDoesNotKnowTheHolder() {
        String hidden =
                "public class Hidden { public Hidden() { java.util.concurrent.CompletableFuture.delayedExecutor("
                        + "1, java.util.concurrent.TimeUnit.HOURS).execute(Hidden.class::getName); } }";
        drop(hello("hidden").component("Hidden", hidden));
        awaitOperation("hidden", "install", "SUCCEEDED");

        disable("hidden");

        assertThat(holders("hidden")).singleElement().asString().contains("of none of the known kinds", "GC.heap_dump");
        awaitOperation("hidden", "disable", "UNCLEAN");
    }

    private static ModuleJar hello(String name) {
        return ModuleJar.hello().named(name);
    }

    private static void drop(ModuleJar module) {
        module.writeTo(node.deploy());
    }

    private static String stubborn() {
        return "public class Stubborn { public Stubborn() { Thread thread = new Thread(() -> { while (true) {"
                + " java.util.concurrent.locks.LockSupport.park(); Thread.interrupted(); } }, \"stubborn-thread\");"
                + " thread.setDaemon(true); thread.start(); } }";
    }

    /** Puts an object of its own into the thread of the server that happens to serve it. */
    private static String local() {
        return "@jakarta.ws.rs.Path(\"local\") public class Local {"
                + " private static final ThreadLocal<Object> MINE = new ThreadLocal<>();"
                + " @jakarta.ws.rs.GET public String get() { MINE.set(new Local()); return \"kept\"; } }";
    }

    private static void disable(String module) {
        HttpResponse<String> answer = admin.post("/api/v1/modules/" + module + "/disable", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The verdict on each revision that is still in memory. */
    private static List<String> holders(String module) {
        HttpResponse<String> answer = admin.post("/api/v1/modules/" + module + "/holders", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> verdicts = new ArrayList<>();
        Operator.parse(answer.body())
                .forEach(one -> verdicts.add(one.get("verdict").asText()));
        return verdicts;
    }

    private static JsonNode awaitOperation(String module, String kind, String state) {
        List<JsonNode> found = new ArrayList<>();
        patiently().untilAsserted(() -> {
            found.clear();
            found.addAll(operations(module, kind));
            assertThat(found).isNotEmpty();
            assertThat(found.get(0).get("state").asText())
                    .as(found.get(0).toString())
                    .isEqualTo(state);
        });
        return found.get(0);
    }

    /** The newest first. */
    private static List<JsonNode> operations(String module, String kind) {
        JsonNode answer = admin.json("/api/v1/operations?perPage=100&page=1");
        List<JsonNode> found = new ArrayList<>();
        answer.get("data").forEach(one -> {
            if (one.get("module").asText().equals(module)
                    && one.get("kind").asText().equals(kind)) {
                found.add(one);
            }
        });
        return found;
    }

    private static String lastDetail(JsonNode operation) {
        JsonNode steps = operation.get("steps");
        return steps.get(steps.size() - 1).get("detail").asText();
    }
}

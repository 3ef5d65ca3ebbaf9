package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.demo.load.LoadReport;
import com.a64platform.core.demo.load.OpenLoop;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A version replaces another, in production mode, while clients ask 200 times a second: none of them notices. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SwapIT {
    private static final int BEFORE_AND_AFTER = 200;

    @TempDir
    private static Path folder;

    private static Path registry;
    private static Path made;
    private static Publisher publisher;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void installTheFirstVersion() {
        Path home = folder.resolve("home");
        registry = folder.resolve("registry");
        made = folder.resolve("made");
        publisher = Publisher.trustedBy(home);
        publisher.publish(registry, farmManager("1.0.0"), farmManager("1.2.0"), farmManager("1.3.0"));
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .with("MODULE_UPDATE_WATCH", "1") // the version before is seen to go
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
    void aDropReplacesTheVersionWithoutAFailedRequest() throws Exception {
        Path next = farmManager("1.1.0");

        noRequestFailsWhile(() -> {
            Files.copy(signature(next), node.deploy().resolve(signature(next).getFileName()));
            Files.copy(next, node.deploy().resolve(next.getFileName()));
        });

        onlyServes("farm-manager", "1.1.0");
    }

    @Test
    @Order(2)
    void anUpdateReplacesTheVersionWithoutAFailedRequest() throws Exception {
        noRequestFailsWhile(() -> {
            HttpResponse<String> updated =
                    admin.waiting("PUT", "/api/v1/modules/farm-manager/update", "{\"targetVersion\":\"1.2.0\"}");
            assertThat(updated.statusCode()).as(updated.body()).isEqualTo(200);
        });

        onlyServes("farm-manager", "1.2.0");
    }

    @Test
    @Order(3)
    void anUpdateByTheCommandLineReplacesTheVersionWithoutAFailedRequest() throws Exception {
        Script script = new Script(node.home());

        noRequestFailsWhile(() -> assertThat(script.run("module", "update", "farm-manager"))
                .contains("Module farm-manager was 1.2.0 and is 1.3.0 now."));

        onlyServes("farm-manager", "1.3.0");
        assertThat(script.exiting(1, "module", "update", "farm-manager", "--to", "1.0.0"))
                .contains("1.0.0");
        assertThat(script.exiting(1, "module", "update", "barn")).contains("Module barn is not installed");
    }

    @Test
    @Order(4)
    void aRequestInsideTheOldVersionIsAnswered() throws IOException {
        drop(slow("1.0.0"));
        admin.awaitInstallation("sloth", "1.0.0 ENABLED");
        admin.awaitStatus("/api/v1/sloth/greeting", 200);
        CompletableFuture<HttpResponse<String>> inside =
                CompletableFuture.supplyAsync(() -> node.get("/api/v1/sloth/slow", admin.token()));
        patiently().until(() -> Files.exists(folder.resolve("inside-1.0.0")));

        drop(slow("1.1.0"));
        admin.awaitInstallation("sloth", "1.1.0 ENABLED");
        assertThat(inside).isNotDone();
        Files.createFile(folder.resolve("end"));

        assertThat(inside.join().statusCode()).isEqualTo(200);
        assertThat(inside.join().body()).isEqualTo("answered by 1.0.0");
        onlyServes("sloth", "1.1.0");
        assertThat(admin.get("/api/v1/sloth/slow").body()).isEqualTo("answered by 1.1.0");
    }

    /** A change that may fail. */
    private interface Change {
        void make() throws IOException;
    }

    private static void noRequestFailsWhile(Change change) throws Exception {
        try (OpenLoop clients = OpenLoop.begin(node.url(), "Bearer " + admin.token())) {
            patiently().until(() -> clients.done() > BEFORE_AND_AFTER);
            change.make();
            patiently().until(() -> admin.moduleBundles().size() == 1);
            int swapped = clients.done();
            patiently().until(() -> clients.done() > swapped + BEFORE_AND_AFTER);
            LoadReport report = clients.end();
            assertThat(report.failed()).isEmpty();
        }
    }

    private static void onlyServes(String module, String version) {
        patiently().untilAsserted(() -> {
            assertThat(admin.installation(module)).isEqualTo(version + " ENABLED");
            assertThat(admin.loaded())
                    .filteredOn(one -> one.startsWith(module))
                    .containsExactly(module + " " + version);
            assertThat(admin.moduleBundles())
                    .filteredOn(one -> one.startsWith(module))
                    .containsExactly(module + " " + version);
        });
    }

    private static ModuleJar slow(String version) {
        String source = "@jakarta.ws.rs.Path(\"slow\") public class Slow { @jakarta.ws.rs.GET public String get()"
                + " throws Exception { java.nio.file.Files.writeString(java.nio.file.Path.of(\""
                + folder.resolve("inside-" + version) + "\"), \"\");"
                + " while (!java.nio.file.Files.exists(java.nio.file.Path.of(\"" + folder.resolve("end") + "\")))"
                + " Thread.sleep(20);"
                + " return \"answered by " + version + "\"; } }";
        return ModuleJar.hello()
                .named("sloth")
                .version(version)
                .asking("file:write:/", "file:read:/")
                .resource("Slow", source);
    }

    private static void drop(ModuleJar module) throws IOException {
        Path jar = module.writeTo(made);
        publisher.sign(jar);
        Files.copy(signature(jar), node.deploy().resolve(signature(jar).getFileName()));
        Files.copy(jar, node.deploy().resolve(jar.getFileName()));
    }

    private static Path farmManager(String version) {
        Path jar = ModuleJar.farmManager().version(version).writeTo(made);
        publisher.sign(jar);
        return jar;
    }

    private static Path signature(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".sig");
    }
}

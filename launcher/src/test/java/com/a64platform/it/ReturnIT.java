package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.HealthProbe;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A version that turns out sick after its update gives way to the one before, and nobody else notices. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReturnIT {
    private static final String WORK = "/api/v1/pump/work";

    @TempDir
    static Path folder;

    private static final Map<String, Path> MADE = new HashMap<>();

    private static Publisher publisher;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void installTheFirstVersion() {
        Path home = folder.resolve("home");
        Path registry = folder.resolve("registry");
        publisher = Publisher.trustedBy(home);
        publisher.publish(registry, signed("1.0.0"), signed("1.1.0"));
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .start();
        admin = new Operator(node);
        HttpResponse<String> installed =
                admin.waiting("POST", "/api/v1/modules/install", "{\"moduleName\":\"pump\",\"version\":\"1.0.0\"}");
        assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    @Order(1)
    void theOldVersionServesAgainWhenTheNewOneAnswersWithServerErrors() throws Exception {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        try (Clients clients = new Clients(answers)) {
            update("1.1.0", 200);
            say("fails", "1.1.0");

            admin.awaitInstallation("pump", "1.0.0 ENABLED");
            patiently().until(() -> returns().equals(List.of("SUCCEEDED")));
            clients.awaitMore(20);
            int after = answers.size();
            clients.awaitMore(50);
            assertThat(answers.stream().skip(after)).containsOnly(new Answer(200, "answered by 1.0.0"));
        }
        assertThat(answers).filteredOn(answer -> answer.status() == 500).hasSizeGreaterThan(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 500)
                .containsOnly(new Answer(200, "answered by 1.0.0"), new Answer(200, "answered by 1.1.0"));
    }

    @Test
    @Order(2)
    void everythingAgreesAfterwards() {
        assertThat(admin.loaded()).containsExactly("pump 1.0.0");
        patiently().until(() -> admin.moduleBundles().equals(List.of("pump 1.0.0")));
        assertThat(node.deploy().resolve("pump-1.0.0.jar")).exists();
        assertThat(node.deploy().resolve("pump-1.1.0.jar")).doesNotExist();
        assertThat(node.home().resolve("cache/replaced/pump-1.1.0.jar")).exists();
        var operation = operation();
        assertThat(operation).contains("failed with a server error").contains("\"name\":\"plan\"");
        assertThat(admin.json("/api/v1/installations").toString())
                .contains("pump.v1-0-0")
                .doesNotContain("pump.v1-1-0");
        assertThat(admin.why("pump")).contains("version-marked-bad", "Version 1.1.0 was sick here");
        assertThat(admin.json("/api/v1/modules/pump")
                        .at("/badVersions/0/version")
                        .asText())
                .isEqualTo("1.1.0");
        assertThat(admin.json("/api/v1/admin/audit?action=module.return").toString())
                .contains("failed with a server error");
    }

    @Test
    @Order(3)
    void whatIsMarkedBadComesInAgainOnlyWhenAnAdministratorSaysSo() throws IOException {
        assertThat(update("1.1.0", 409)).contains("version-marked-bad").contains("/bad-versions/1.1.0");
        assertThat(script().exiting(1, "module", "update", "pump", "--consent", permission("1.1.0")))
                .contains("./a64 module allow pump 1.1.0");
        drop("1.1.0");
        assertThat(admin.awaitNote("pump-1.1.0.jar")).contains("version-marked-bad");
        assertThat(admin.installation("pump")).isEqualTo("1.0.0 ENABLED");
        Files.delete(node.deploy().resolve("pump-1.1.0.jar"));

        assertThat(node.send(node.request("/api/v1/modules/pump/bad-versions/1.1.0")
                                .header("Authorization", "Bearer " + admin.token())
                                .DELETE())
                        .statusCode())
                .isEqualTo(204);
        Files.delete(word("fails", "1.1.0"));
        update("1.1.0", 200);

        assertThat(admin.json("/api/v1/modules/pump/bad-versions")).isEmpty();
        assertThat(admin.get(WORK).body()).isEqualTo("answered by 1.1.0");
        assertThat(admin.json("/api/v1/admin/audit?action=module.pardon").toString())
                .contains("1.1.0");
    }

    @Test
    @Order(4)
    void anOutageOfTheStoreIsNotTheModulesFault() throws IOException {
        say("has-no-store", "1.1.0");
        for (int i = 0; i < 40; i++) {
            assertThat(admin.status(WORK)).isEqualTo(503);
        }

        patiently().during(Duration.ofSeconds(3)).until(() -> admin.installation("pump")
                .equals("1.1.0 ENABLED"));

        Files.delete(word("has-no-store", "1.1.0"));
        assertThat(returns()).hasSize(1);
    }

    @Test
    @Order(5)
    void aDroppedVersionWhoseProbeTurnsBadGivesWayAndKeepsItsFile() throws Exception {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        try (Clients clients = new Clients(answers)) {
            drop("1.2.0");
            admin.awaitInstallation("pump", "1.2.0 ENABLED");
            say("is-sick", "1.2.0");

            admin.awaitInstallation("pump", "1.1.0 ENABLED");
            clients.awaitMore(50);
        }
        assertThat(answers).containsOnly(new Answer(200, "answered by 1.1.0"), new Answer(200, "answered by 1.2.0"));
        assertThat(admin.awaitNote("pump-1.2.0.jar"))
                .contains("version-marked-bad")
                .contains("its health probe failed 3 times in a row: The pump leaks.");
        assertThat(node.deploy().resolve("pump-1.2.0.jar")).exists();
        patiently().until(() -> Files.exists(node.deploy().resolve("pump-1.1.0.jar")));
        assertThat(returns()).hasSize(2);
    }

    @Test
    @Order(6)
    void whoHasTheHomeMayAllowABadVersionToo() throws IOException {
        Files.delete(node.deploy().resolve("pump-1.2.0.jar"));
        Files.delete(node.deploy().resolve("pump-1.2.0.jar.sig"));
        assertThat(script().exiting(1, "module", "allow", "pump", "1.0.0")).contains("not marked bad");

        assertThat(script().run("module", "allow", "pump", "1.2.0")).contains("may come in again");
        Files.delete(word("is-sick", "1.2.0"));
        drop("1.2.0");

        admin.awaitInstallation("pump", "1.2.0 ENABLED");
        assertThat(admin.json("/api/v1/modules/pump/bad-versions")).isEmpty();
    }

    /** @param text the body, of an answer that is none of a failure */
    private record Answer(int status, String text) {}

    /** Four that ask without a pause until they are closed. */
    private static final class Clients implements AutoCloseable {
        private final Queue<Answer> answers;
        private final List<Thread> threads;
        private volatile boolean ended;

        Clients(Queue<Answer> answers) {
            this.answers = answers;
            String token = admin.token();
            this.threads = Stream.generate(() -> new Thread(() -> ask(token), "client"))
                    .limit(4)
                    .toList();
            threads.forEach(Thread::start);
            awaitMore(20);
        }

        void awaitMore(int count) {
            int before = answers.size();
            patiently().until(() -> answers.size() > before + count);
        }

        private void ask(String token) {
            while (!ended) {
                HttpResponse<String> answer = node.get(WORK, token);
                answers.add(new Answer(answer.statusCode(), answer.statusCode() == 500 ? "" : answer.body()));
                SteadyClient.pause();
            }
        }

        @Override
        public void close() {
            ended = true;
            patiently().until(() -> threads.stream().noneMatch(Thread::isAlive));
        }
    }

    private static String update(String version, int status) {
        HttpResponse<String> updated = admin.waiting(
                "PUT",
                "/api/v1/modules/pump/update",
                "{\"targetVersion\":\"" + version + "\",\"consent\":[\"" + permission(version) + "\"]}");
        assertThat(updated.statusCode()).as(updated.body()).isEqualTo(status);
        return updated.body();
    }

    /** How the returns of the module have ended, or that they have not. */
    private static List<String> returns() {
        return Stream.of(admin.json("/api/v1/operations?kind=return"))
                .flatMap(list -> list.findParents("kind").stream())
                .filter(operation -> operation.get("kind").asText().equals("return"))
                .map(operation -> operation.get("state").asText())
                .toList();
    }

    private static String operation() {
        return admin.json("/api/v1/operations?kind=return").findParents("kind").stream()
                .filter(operation -> operation.get("kind").asText().equals("return"))
                .findFirst()
                .orElseThrow()
                .toString();
    }

    private static Script script() {
        return new Script(node.home());
    }

    private static void say(String what, String version) throws IOException {
        Files.createFile(word(what, version));
    }

    private static Path word(String what, String version) {
        return folder.resolve(what + "-" + version);
    }

    private static void drop(String version) throws IOException {
        Path jar = signed(version);
        Path signature = jar.resolveSibling(jar.getFileName() + ".sig");
        Files.copy(signature, node.deploy().resolve(signature.getFileName()));
        Files.copy(jar, node.deploy().resolve(jar.getFileName()));
    }

    /** Made once: a second build of a version would be another artifact. */
    private static Path signed(String version) {
        return MADE.computeIfAbsent(version, ReturnIT::made);
    }

    /** Each version asks for one of its own. */
    private static String permission(String version) {
        return "pump.v" + version.replace('.', '-');
    }

    private static Path made(String version) {
        Path jar = ModuleJar.hello()
                .named("pump")
                .version(version)
                .asking("file:read:/", permission(version))
                .moreOf("Import-Package", "com.a64platform.api.data")
                .resource("Work", work(version))
                .component("Probe", probe(version), HealthProbe.class)
                .writeTo(folder.resolve("made"));
        publisher.sign(jar);
        return jar;
    }

    private static String work(String version) {
        return "@jakarta.ws.rs.Path(\"work\") public class Work { @jakarta.ws.rs.GET public String get() {"
                + " if (" + isSaid("fails", version) + ") throw new IllegalStateException(\"no water\");"
                + " if (" + isSaid("has-no-store", version) + ") throw new IllegalStateException("
                + "new com.a64platform.api.data.StoreUnavailableException(\"away\", null));"
                + " return \"answered by " + version + "\"; } }";
    }

    private static String probe(String version) {
        return "public class Probe implements com.a64platform.api.HealthProbe { public Health check() { return "
                + isSaid("is-sick", version) + " ? Health.down(\"The pump leaks.\") : Health.up(); } }";
    }

    private static String isSaid(String what, String version) {
        return "java.nio.file.Files.exists(java.nio.file.Path.of(\"" + word(what, version) + "\"))";
    }
}

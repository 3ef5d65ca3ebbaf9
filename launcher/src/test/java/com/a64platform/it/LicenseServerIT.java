package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real license server and real platforms in production mode: what is sold runs, and what is revoked does not. */
class LicenseServerIT {
    private static final String FARMS = "/api/v1/farm-manager/farms";

    @TempDir
    private Path folder;

    private Path home;
    private Publisher publisher;
    private LicenseServerProcess server;
    private PlatformProcess node;
    private Operator admin;

    @BeforeEach
    void publish() {
        home = folder.resolve("home");
        publisher = Publisher.trustedBy(home);
        Path jar = ModuleJar.farmManager().version("1.0.0").writeTo(folder.resolve("made"));
        publisher.sign(jar);
        publisher.publish(folder.resolve("registry"), jar);
    }

    @AfterEach
    void end() {
        if (node != null) {
            node.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aCodeBecomesAModuleThatServesUntilItIsRevoked() {
        serve();
        String code = server.issue();
        assertThat(install(code).statusCode()).isEqualTo(201);
        admin.awaitStatus(FARMS, 200);

        server.stop();
        // asking what does not answer takes nothing away
        patiently().until(() -> node.log().contains("licenses go on"));
        assertThat(admin.status(FARMS)).isEqualTo(200);
        server.start();
        patiently().until(() -> listening());

        server.revoke(license());

        patiently().until(() -> admin.status(FARMS) != 200);
        admin.awaitInstallation("farm-manager", "1.0.0 DISABLED");
        assertThat(installation().at("/license/state").asText()).isEqualTo("revoked");
        assertThat(install(code).statusCode()).isNotEqualTo(201);
        assertThat(node.log() + node.text() + server.text()).doesNotContain(code);
    }

    @Test
    void aLeaseThatEndsStopsAModuleUntilTheServerIsBack() {
        serve();
        String code = server.issue("--lease-seconds", "4", "--grace-days", "0");
        assertThat(install(code).statusCode()).isEqualTo(201);
        admin.awaitStatus(FARMS, 200);

        server.stop();

        admin.awaitInstallation("farm-manager", "1.0.0 DISABLED");
        assertThat(installation().at("/license/state").asText()).isEqualTo("lease-expired");
        assertThat(admin.status(FARMS)).isNotEqualTo(200);
        server.start();
        admin.awaitInstallation("farm-manager", "1.0.0 ENABLED");
        admin.awaitStatus(FARMS, 200);
    }

    @Test
    void aLeaseThatEndsLeavesDaysOfGrace() {
        serve();
        assertThat(install(server.issue("--lease-seconds", "3")).statusCode()).isEqualTo(201);

        server.stop();

        patiently().until(() -> installation().at("/license/state").asText().equals("grace"));
        assertThat(admin.status(FARMS)).isEqualTo(200);
        server.start();
        patiently().until(() -> installation().at("/license/state").asText().equals("valid"));
    }

    @Test
    void aRenewalArrivesByItself() {
        serve();
        assertThat(install(server.issue("--days", "10")).statusCode()).isEqualTo(201);
        String until = installation().at("/license/until").asText();
        patiently().until(() -> listening());

        new Script(home)
                .run(
                        "license",
                        "renew",
                        license(),
                        "--days",
                        "30",
                        "--server",
                        server.url(),
                        "--token-file",
                        server.tokenFile());

        patiently().until(() -> !installation().at("/license/until").asText().equals(until));
        assertThat(installation().at("/license/jti").asText()).endsWith(".2");
        assertThat(admin.status(FARMS)).isEqualTo(200);
    }

    @Test
    @Tag("attack")
    void aCopiedHomeIsDetected() throws IOException {
        serve();
        assertThat(install(server.issue("--lease-seconds", "8")).statusCode()).isEqualTo(201);
        node.terminate();
        Path copy = folder.resolve("copy");
        Folders.copy(home, copy);
        try (PlatformProcess clone = platform(copy)) {
            node.restart();
            clone.start();

            patiently().until(() -> !copies().isEmpty());
            patiently().until(() -> (node.log() + clone.log()).contains("COPIED"));
        }
    }

    @Test
    @Tag("attack")
    void codesAndLeasesTravelEncryptedOrNotAtAll() throws Exception {
        Path certificate = Certificate.makeIn(folder, "localhost");
        server = new LicenseServerProcess(
                        folder.resolve("server"),
                        home,
                        "--tls-cert",
                        certificate.toString(),
                        "--tls-key",
                        certificate.resolveSibling("key.pem").toString())
                .start();
        String code = server.issue("--server-ca", certificate.toString());

        node = platform(home).start();
        admin = new Operator(node);
        HttpResponse<String> stranger = install(code);
        assertThat(stranger.statusCode()).isEqualTo(502);
        assertThat(stranger.body()).contains("license-server-unavailable").contains("certif");
        assertThat(admin.installation("farm-manager")).isEmpty();
        node.terminate();

        node.with("LICENSE_SERVER_CA", certificate.toString()).restart();
        assertThat(install(code).statusCode()).isEqualTo(201);
    }

    @Test
    void nothingAcknowledgedIsLostByAKill() {
        server = new LicenseServerProcess(folder.resolve("server"), home).start();
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        for (int round = 0; round < 3; round++) {
            int before = acknowledged.size();
            List<CompletableFuture<Void>> clients = IntStream.range(0, 4)
                    .mapToObj(client -> CompletableFuture.runAsync(() -> issueUntilKilled(acknowledged)))
                    .toList();
            patiently().until(() -> acknowledged.size() > before + 25);
            server.kill();
            clients.forEach(CompletableFuture::join);

            server.start();

            assertThat(known()).containsAll(acknowledged);
        }
    }

    @Test
    void aRevocationIsHandedInByHandWhereNoServerIsReached() {
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", folder.resolve("registry").toUri().toString())
                .start();
        admin = new Operator(node);
        assertThat(install("ABCDE-12345-ABCDE").body()).contains("LICENSE_MODE=offline");
        assertThat(install(publisher.license("farm-manager")).statusCode()).isEqualTo(201);
        String jti = installation().at("/license/jti").asText();
        Publisher stranger = Publisher.trustedBy(folder.resolve("stranger"));

        HttpResponse<String> refused = status(stranger.status(jti));
        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(refused.body()).contains("No publisher that is trusted here names its issuer");
        assertThat(admin.status(FARMS)).isEqualTo(200);

        assertThat(status(publisher.status(jti)).statusCode()).isEqualTo(200);
        patiently().until(() -> admin.status(FARMS) != 200);
        admin.awaitInstallation("farm-manager", "1.0.0 DISABLED");
        assertThat(admin.get("/api/v1/admin/audit?action=license.status").body())
                .contains("\"refused\"", "\"success\"");
    }

    private HttpResponse<String> status(String signed) {
        return admin.post("/api/v1/admin/licenses/status", "{\"status\":\"" + signed + "\"}");
    }

    @Test
    void aCodeIsExchangedByTheCommandLineToo() {
        serve();
        String code = server.issue();
        Path file = folder.resolve("farm.license");
        new Script(home)
                .run("license", "activate", code, "--module", "farm-manager", "--server", server.url(), "--out", file);

        assertThat(install(read(file).strip()).statusCode()).isEqualTo(201);
        admin.awaitStatus(FARMS, 200);
        assertThat(copies()).isEmpty();
    }

    private void serve() {
        server = new LicenseServerProcess(folder.resolve("server"), home).start();
        node = platform(home).start();
        admin = new Operator(node);
    }

    private PlatformProcess platform(Path where) {
        return Operator.of(PlatformProcess.on(where))
                .inProduction()
                .with("MODULE_REGISTRY", folder.resolve("registry").toUri().toString())
                .with("LICENSE_MODE", "online")
                .with("LICENSE_SERVER", server.url());
    }

    private HttpResponse<String> install(String license) {
        return admin.waiting(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"farm-manager\",\"licenseKey\":\"" + license + "\"}");
    }

    private JsonNode installation() {
        return admin.json("/api/v1/installations").at("/data/0");
    }

    private String license() {
        return server.report().at("/licenses/0/installations/0/license").asText();
    }

    private List<JsonNode> copies() {
        return Stream.of(server.report().at("/licenses/0/installations/0/copies"))
                .filter(copies -> !copies.isEmpty())
                .toList();
    }

    /** The platform has asked since the server started last: its question for changes stands right behind. */
    private boolean listening() {
        return server.text().contains(" validate ");
    }

    private void issueUntilKilled(Queue<String> acknowledged) {
        try {
            while (true) {
                acknowledged.add(
                        server.operate("licenses", "{\"module\":\"farm-manager\",\"customer\":\"Green\",\"days\":9}")
                                .get("id")
                                .asText());
            }
        } catch (UncheckedIOException killed) {
            assertThat(killed).isNotNull();
        }
    }

    private Set<String> known() {
        return Stream.of(server.report().get("licenses"))
                .flatMap(list -> list.findValuesAsText("id").stream())
                .collect(Collectors.toSet());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

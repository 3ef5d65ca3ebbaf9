package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real license server and real platforms in production mode where something is unusual; {@link OnlineLicenseIT} has the rest. */
class LicenseServerIT {
    private static final String FARMS = "/api/v1/farm-manager/farms";

    @TempDir
    private Path folder;

    private OnlineNode online;
    private LicenseServerProcess server;
    private PlatformProcess node;
    private Operator admin;

    /** @param options of the server */
    private void prepare(String... options) {
        online = new OnlineNode(folder, options);
        server = online.server();
        node = online.node();
        admin = online.admin();
    }

    @AfterEach
    void end() {
        online.close();
    }

    @Test
    @Tag("attack")
    void aCopiedHomeIsDetected() throws IOException {
        prepare();
        online.start();
        assertThat(online.install(server.issue("--lease-seconds", "4")).statusCode())
                .isEqualTo(201);
        node.terminate();
        Path copy = folder.resolve("copy");
        Folders.copy(online.home(), copy);
        try (PlatformProcess clone = online.nodeOn(copy)) {
            node.restart();
            clone.start();

            patiently().until(() -> !online.copies().isEmpty());
            patiently().until(() -> (node.log() + clone.log()).contains("COPIED"));
        }
    }

    @Test
    @Tag("attack")
    void codesAndLeasesTravelEncryptedOrNotAtAll() throws Exception {
        Path certificate = Certificate.makeIn(folder, "localhost");
        prepare(
                "--tls-cert",
                certificate.toString(),
                "--tls-key",
                certificate.resolveSibling("key.pem").toString());
        server.start();
        String code = server.issue("--server-ca", certificate.toString());

        node.start();
        HttpResponse<String> stranger = online.install(code);
        assertThat(stranger.statusCode()).isEqualTo(502);
        assertThat(stranger.body()).contains("license-server-unavailable").contains("certif");
        assertThat(admin.installation("farm-manager")).isEmpty();
        node.terminate();

        node.with("LICENSE_SERVER_CA", certificate.toString()).restart();
        assertThat(online.install(code).statusCode()).isEqualTo(201);
    }

    @Test
    void nothingAcknowledgedIsLostByAKill() {
        prepare();
        server.start();
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
        prepare();
        node.with("LICENSE_MODE", "").with("LICENSE_SERVER", "").start();
        assertThat(online.install("ABCDE-12345-ABCDE").body()).contains("LICENSE_MODE=offline");
        assertThat(online.install(online.publisher().license("farm-manager")).statusCode())
                .isEqualTo(201);
        String jti = online.installation().at("/license/jti").asText();
        Publisher stranger = Publisher.trustedBy(folder.resolve("stranger"));

        HttpResponse<String> refused = status(stranger.status(jti));
        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(refused.body()).contains("No publisher that is trusted here names its issuer");
        assertThat(admin.status(FARMS)).isEqualTo(200);

        assertThat(status(online.publisher().status(jti)).statusCode()).isEqualTo(200);
        patiently().until(() -> admin.status(FARMS) != 200);
        admin.awaitInstallation("farm-manager", "1.0.0 DISABLED");
        assertThat(admin.get("/api/v1/admin/audit?action=license.status").body())
                .contains("\"refused\"", "\"success\"");
    }

    private HttpResponse<String> status(String signed) {
        return admin.post("/api/v1/admin/licenses/status", "{\"status\":\"" + signed + "\"}");
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
}

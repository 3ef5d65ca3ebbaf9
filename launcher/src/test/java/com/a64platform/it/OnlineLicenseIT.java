package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A license server and one platform in production mode, and one license after another from its code to its end. */
class OnlineLicenseIT {
    private static final String FARMS = "/api/v1/farm-manager/farms";

    @TempDir
    private static Path folder;

    private static OnlineNode online;
    private static LicenseServerProcess server;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void serve() {
        online = new OnlineNode(folder);
        server = online.server();
        node = online.node();
        admin = online.admin();
        online.start();
    }

    @AfterAll
    static void end() {
        online.close();
    }

    @AfterEach
    void uninstall() {
        assertThat(admin.waiting("DELETE", "/api/v1/modules/farm-manager", "").statusCode())
                .isEqualTo(204);
    }

    @Test
    void aCodeBecomesAModuleThatServesUntilItIsRevoked() {
        String code = server.issue();
        assertThat(online.install(code).statusCode()).isEqualTo(201);
        admin.awaitStatus(FARMS, 200);

        int before = node.log().length();
        server.stop();
        // asking what does not answer takes nothing away
        patiently().until(() -> node.log().substring(before).contains("licenses go on"));
        assertThat(admin.status(FARMS)).isEqualTo(200);
        server.start();
        patiently().until(() -> asked() > 0);

        server.revoke(online.license());

        patiently().until(() -> admin.status(FARMS) != 200);
        admin.awaitInstallation("farm-manager", "1.0.0 DISABLED");
        assertThat(online.installation().at("/license/state").asText()).isEqualTo("revoked");
        assertThat(online.install(code).statusCode()).isNotEqualTo(201);
        assertThat(node.log() + node.text() + server.text()).doesNotContain(code);
    }

    @Test
    void aLeaseThatEndsStopsAModuleUntilTheServerIsBack() {
        String code = server.issue("--lease-seconds", "4", "--grace-days", "0");
        assertThat(online.install(code).statusCode()).isEqualTo(201);
        admin.awaitStatus(FARMS, 200);

        server.stop();

        admin.awaitInstallation("farm-manager", "1.0.0 DISABLED");
        assertThat(online.installation().at("/license/state").asText()).isEqualTo("lease-expired");
        assertThat(admin.status(FARMS)).isNotEqualTo(200);
        server.start();
        admin.awaitInstallation("farm-manager", "1.0.0 ENABLED");
        admin.awaitStatus(FARMS, 200);
    }

    @Test
    void aLeaseThatEndsLeavesDaysOfGrace() {
        assertThat(online.install(server.issue("--lease-seconds", "3")).statusCode())
                .isEqualTo(201);

        server.stop();

        patiently()
                .until(() -> online.installation().at("/license/state").asText().equals("grace"));
        assertThat(admin.status(FARMS)).isEqualTo(200);
        server.start();
        patiently()
                .until(() -> online.installation().at("/license/state").asText().equals("valid"));
    }

    @Test
    void aRenewalArrivesByItself() {
        int asked = asked();
        assertThat(online.install(server.issue("--days", "10")).statusCode()).isEqualTo(201);
        String until = online.installation().at("/license/until").asText();
        patiently().until(() -> asked() > asked);

        new Script(online.home())
                .run(
                        "license",
                        "renew",
                        online.license(),
                        "--days",
                        "30",
                        "--server",
                        server.url(),
                        "--token-file",
                        server.tokenFile());

        patiently()
                .until(() ->
                        !online.installation().at("/license/until").asText().equals(until));
        assertThat(online.installation().at("/license/jti").asText()).endsWith(".2");
        assertThat(admin.status(FARMS)).isEqualTo(200);
    }

    @Test
    void aCodeIsExchangedByTheCommandLineToo() throws IOException {
        String code = server.issue();
        Path file = folder.resolve("farm.license");
        new Script(online.home())
                .run("license", "activate", code, "--module", "farm-manager", "--server", server.url(), "--out", file);

        assertThat(online.install(Files.readString(file).strip()).statusCode()).isEqualTo(201);
        admin.awaitStatus(FARMS, 200);
        assertThat(online.copies()).isEmpty();
    }

    /** How often the platform has asked since the server started last: its question for changes stands right behind. */
    private static int asked() {
        return server.text().split(" validate ", -1).length - 1;
    }
}

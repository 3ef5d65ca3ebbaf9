package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartAndStopIT {
    @TempDir
    private Path folder;

    private PlatformProcess node;

    @BeforeEach
    void chooseTheHome() {
        node = PlatformProcess.on(folder.resolve("home"));
    }

    @AfterEach
    void endTheNode() {
        node.close();
    }

    @Test
    void bootsServesAndStopsWithZero() throws IOException {
        node.cold().start();

        assertThat(node.get("/health").body()).contains("\"status\":\"healthy\"");
        assertThat(Files.readString(node.home().resolve("run/a64.json")))
                .contains("\"pid\":" + node.pid())
                .contains(node.url().toString());
        assertThat(node.terminate()).isZero();
        assertThat(node.home().resolve("run/a64.json")).doesNotExist();
    }

    @Test
    void startsAgainAfterBeingKilled() {
        node.start();
        node.kill();

        node.start();

        assertThat(node.terminate()).isZero();

        // what the core alone can find out ends the process, too
        node.with("MONGODB_URI", "mongodb://127.0.0.1:1/?replicaSet=rs0").launch();
        assertThat(node.awaitExit()).isEqualTo(2);
        assertThat(node.text()).contains("data is in its embedded store, but MONGODB_URI is set");
        assertThat(node.home().resolve("run/a64.json")).doesNotExist();
    }

    @Test
    void refusesASecondProcessOnTheSameHomeNamingTheFirst() {
        node.start();

        try (var second = PlatformProcess.on(node.home())) {
            assertThat(second.launch().awaitExit()).isEqualTo(3);
            assertThat(second.text()).contains("in use by process " + node.pid());
        }
        assertThat(node.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAnUnknownSettingBeforeAnythingIsMade() {
        node.with("A64_HTTP_PROT", "1").launch();

        assertThat(node.awaitExit()).isEqualTo(2);
        assertThat(node.text()).contains("A64_HTTP_PROT").hasLineCount(1);
        assertThat(node.home()).doesNotExist();
    }

    @Test
    void refusesProductionWithoutAnEncryptionKey() {
        node.with("A64_MODE", "production").launch();

        assertThat(node.awaitExit()).isEqualTo(2);
        assertThat(node.text()).contains("LICENSE_ENCRYPTION_KEY is missing");
    }

    @Test
    void refusesAPortThatIsTaken() throws IOException {
        try (var taken = new ServerSocket(node.port(), 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();
            assertThat(node.launch().awaitExit()).isEqualTo(2);
        }
        assertThat(node.text()).contains("A64_HTTP_PORT=" + node.port());
    }

    @Test
    void listensOnNoDefaultPortOfItsLibraries() throws IOException {
        node.start();

        // the other is the embedded store's, random and with a secret
        assertThat(Sockets.listeningPorts(node.pid()))
                .contains(node.port())
                .hasSizeLessThanOrEqualTo(2)
                .doesNotContain(8080, 8443);
    }
}

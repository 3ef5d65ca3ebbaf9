package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes from the archive that is handed out. */
class DistributionIT {
    @TempDir
    private Path folder;

    private Path unpacked;

    @BeforeEach
    void unpack() {
        unpacked = Distribution.unpackInto(folder);
    }

    @Test
    void insistsOnProductionSettings() {
        try (var node =
                PlatformProcess.on(folder.resolve("home")).from(unpacked).with("A64_MODE", "")) {
            assertThat(node.launch().awaitExit()).isEqualTo(2);
            assertThat(node.text()).contains("LICENSE_ENCRYPTION_KEY is missing");
        }
    }

    @Test
    void runsInProduction() {
        try (var node =
                PlatformProcess.on(folder.resolve("home")).from(unpacked).inProduction()) {
            node.start();

            assertThat(node.text()).doesNotContain("DEVELOPMENT");
            assertThat(node.terminate()).isZero();
        }
    }

    @Test
    void bringsAUnitOfSystemdThatWaitsForTheDrain() throws IOException {
        var unit = Files.readAllLines(unpacked.resolve("systemd/a64.service"));

        assertThat(unit).contains("ExecStart=/opt/a64/a64 start", "TimeoutStopSec=45", "RestartPreventExitStatus=2 3");
        assertThat(unpacked.resolve("a64")).isExecutable();
    }

    /** A developer's tools come with it, and no node has them. */
    @Test
    void keepsTheToolsOfDevelopersApart() throws IOException {
        var tools = unpacked.resolve("tools").toFile().list();

        assertThat(tools).contains("biz.aQute.bndlib.jar", "org.osgi.service.component.annotations.jar");
        assertThat(unpacked.resolve("system").toFile().list())
                .doesNotContain(tools)
                .contains("core-bundle.jar");
        assertThat(unpacked.resolve("lib").toFile().list()).doesNotContain(tools);
        assertThat(Files.readAllLines(unpacked.resolve("assembly.list")))
                .noneMatch(line -> List.of(tools).contains(line + ".jar"));
    }
}

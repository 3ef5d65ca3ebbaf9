package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that is handed out, unpacked as a person would. */
class DistributionIT {
    @TempDir
    private Path folder;

    private Path unpacked;

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        Path archive = Path.of(System.getProperty("a64.distribution"));
        var tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(tar.exitValue()).isZero();
        unpacked = folder.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
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
}

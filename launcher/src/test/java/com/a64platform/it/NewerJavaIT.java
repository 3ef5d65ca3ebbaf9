package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The newest Java with long-term support, beside the one that builds. */
class NewerJavaIT {
    @TempDir
    private Path folder;

    private Path jdk;

    @BeforeEach
    void findTheJdk() {
        var given = System.getenv().getOrDefault("A64_JDK25", "");
        if (given.isBlank()) {
            System.err.println("""

                    ########################################################################
                    # SKIPPED: no JDK 25 (A64_JDK25 is not set), nothing was tried on it.  #
                    ########################################################################
                    """);
        }
        assumeTrue(!given.isBlank(), "A64_JDK25 names no JDK 25");
        jdk = Path.of(given);
        assertThat(Files.isExecutable(jdk.resolve("bin/java")))
                .as("a JDK in A64_JDK25=" + given)
                .isTrue();
    }

    @Test
    void makesNoClassesForWhatAStartCallsOnce() throws Exception {
        var loaded = folder.resolve("loaded.txt");
        try (var node = PlatformProcess.on(folder.resolve("home"))
                .cold()
                .with("JAVA_HOME", jdk.toString())
                .with("JAVA_OPTS", "-Xlog:class+load:file=" + loaded)) {
            node.start();

            // more than 500 when each constructor of a component gets its own
            try (var lines = Files.lines(loaded)) {
                assertThat(lines.filter(line -> line.contains("LambdaForm$MH/")))
                        .hasSizeLessThan(150);
            }
        }
    }

    @Test
    void bootsWithoutAWarningColdAndFromItsClassArchive() {
        try (var node = PlatformProcess.on(folder.resolve("home")).cold().with("JAVA_HOME", jdk.toString())) {
            for (int start = 0; start < 2; start++) {
                node.start();
                assertThat(node.terminate()).isZero();
            }
            assertThat(node.text()).doesNotContain("WARNING");
            assertThat(node.log()).doesNotContain("ERROR");
        }
    }
}

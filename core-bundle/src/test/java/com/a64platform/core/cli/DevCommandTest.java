package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevCommandTest {
    @TempDir
    Path folder;

    @Test
    void wantsAModulesFolder() {
        var refused = CommandRun.of("dev", folder, "--home", folder.resolve("home"));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().strip())
                .contains(folder.toString(), "./a64 module new")
                .doesNotContain("\n");
    }

    /** A Java without the compiler's module, as a runtime environment is. */
    @Test
    void saysThatAJavaWithoutACompilerWillNotDo() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("src/main/java"));
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        var java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var process = new ProcessBuilder(List.of(
                        java,
                        "--limit-modules",
                        "java.se,jdk.unsupported",
                        "-cp",
                        classPath,
                        Main.class.getName(),
                        "dev",
                        folder.toString()))
                .redirectErrorStream(true)
                .start();

        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said.strip()).contains("has no compiler", "JAVA_HOME").doesNotContain("\n");
    }
}

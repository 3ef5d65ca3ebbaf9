package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job from end to end, as {@code ./a64 demo} tells it. */
class DemoIT {
    private static final Path PLATFORM =
            Path.of(System.getProperty("a64.platform", "target/a64")).toAbsolutePath();
    private static final Path CHECKOUT =
            Path.of(System.getProperty("a64.checkout", "..")).toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void holdsInEveryStepAndLeavesNothingBehind() throws Exception {
        assertThat(run()).as("exit code; its output:%n%s", output()).isZero();

        assertThat(output()).contains("failed requests: 0 of", "checks held").doesNotContain("eyJ");
        assertThat(left()).isEmpty();
    }

    @Test
    void refusesAnArgumentItDoesNotKnow() throws Exception {
        assertThat(run("--fast")).isEqualTo(2);
        assertThat(output()).contains("--keep").hasLineCount(1);
    }

    /** As the script runs it, which would build first what is stale. */
    private int run(String... arguments) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = PLATFORM.resolve("system") + "/*:" + PLATFORM.resolve("lib/slf4j-api.jar");
        var command = Stream.of(
                        List.of(
                                java,
                                "-Djava.io.tmpdir=" + folder,
                                "-Da64.platform=" + PLATFORM,
                                "-Da64.checkout=" + CHECKOUT,
                                "-cp",
                                classPath,
                                "com.a64platform.core.demo.Demo"),
                        List.of(arguments))
                .flatMap(List::stream)
                .toList();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("ended").isTrue();
            return process.exitValue();
        } finally {
            process.destroy();
        }
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    private List<Path> left() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("a64-demo-"))
                    .toList();
        }
    }
}

package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs behind {@code ./a64 bench}, which no build compiles: they do, and one of them measures a real node. */
class BenchIT {
    private static final Path PLATFORM =
            Path.of(System.getProperty("a64.platform", "target/a64")).toAbsolutePath();
    private static final Path CHECKOUT =
            Path.of(System.getProperty("a64.checkout", "..")).toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void measuresAndLeavesNothingBehind() throws Exception {
        compile();

        assertThat(run("--quick", "call"))
                .as("exit code; its output:%n%s", output())
                .isZero();

        assertThat(output()).contains("| call of another module's service, p50 (ns)");
        var json = new ObjectMapper()
                .readTree(CHECKOUT.resolve("target/bench-quick/call.json").toFile());
        assertThat(json.at("/samples/call of another module's service/values")).hasSize(2);
        assertThat(json.at("/rows/0/value").asDouble()).isPositive();
        assertThat(left()).isEmpty();
        assertThat(run("--quick", "nothing")).isEqualTo(2);
        assertThat(output()).contains("There is no benchmark nothing");
    }

    /** As the script does it. */
    private void compile() throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-nowarn", "-proc:none", "-d", folder.resolve("classes").toString(), "-cp", libraries()));
        for (var sources : List.of("bench", "bench/yardstick", "java/com/example/rain")) {
            try (Stream<Path> found =
                    Files.walk(CHECKOUT.resolve("launcher/src/test").resolve(sources))) {
                found.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
            }
        }
        var said = new ByteArrayOutputStream();
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, said, said, arguments.stream().distinct().toArray(String[]::new));
        assertThat(failed)
                .as("exit code of javac; its output:%n%s", said.toString(StandardCharsets.UTF_8))
                .isZero();
    }

    /** The compiler of this process, unlike the one that the script calls, expands no {@code *}. */
    private static String libraries() throws IOException {
        try (Stream<Path> bundles = Files.list(PLATFORM.resolve("system"))) {
            var lib = PLATFORM.resolve("lib");
            var others = Stream.of(lib.resolve("slf4j-api.jar"), lib.resolve("org.apache.felix.framework.jar"));
            return Stream.concat(bundles, others).map(Path::toString).collect(Collectors.joining(":"));
        }
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-Da64.platform=" + PLATFORM,
                "-Da64.checkout=" + CHECKOUT,
                "-cp",
                folder.resolve("classes") + ":" + libraries(),
                "Bench"));
        command.addAll(List.of(arguments));
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
            return files.filter(file -> file.getFileName().toString().startsWith("a64-bench-"))
                    .toList();
        }
    }
}

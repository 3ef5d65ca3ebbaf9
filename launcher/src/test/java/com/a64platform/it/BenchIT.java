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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs behind {@code ./a64 bench}, which no build compiles: they do, and one of them measures a real node. */
class BenchIT {
    @TempDir
    private Path folder;

    @Test
    void measuresAndLeavesNothingBehind() throws Exception {
        compile();
        var bench = new JavaProgram(folder, folder.resolve("classes") + ":" + libraries(), "Bench");

        assertThat(bench.run("--quick", "call"))
                .as("exit code; its output:%n%s", bench.output())
                .isZero();

        assertThat(bench.output()).contains("| call of another module's service, p50 (ns)");
        var json = new ObjectMapper()
                .readTree(JavaProgram.CHECKOUT
                        .resolve("target/bench-quick/call.json")
                        .toFile());
        assertThat(json.at("/samples/call of another module's service/values")).hasSize(2);
        assertThat(json.at("/rows/0/value").asDouble()).isPositive();
        assertThat(bench.left("a64-bench-")).isEmpty();
        assertThat(bench.run("--quick", "nothing")).isEqualTo(2);
        assertThat(bench.output()).contains("There is no benchmark nothing");
    }

    /** As the script does it. */
    private void compile() throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-nowarn", "-proc:none", "-d", folder.resolve("classes").toString(), "-cp", libraries()));
        for (var sources : List.of("bench", "bench/yardstick", "java/com/example/rain")) {
            try (Stream<Path> found =
                    Files.walk(JavaProgram.CHECKOUT.resolve("launcher/src/test").resolve(sources))) {
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
        try (Stream<Path> bundles = Files.list(JavaProgram.PLATFORM.resolve("system"))) {
            var lib = JavaProgram.PLATFORM.resolve("lib");
            var others = Stream.of(lib.resolve("slf4j-api.jar"), lib.resolve("org.apache.felix.framework.jar"));
            return Stream.concat(bundles, others).map(Path::toString).collect(Collectors.joining(":"));
        }
    }
}

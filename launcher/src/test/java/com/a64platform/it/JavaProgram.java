package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program as the script runs it, which would build first what is stale. Its temporary files go to a folder of the test. */
record JavaProgram(Path folder, String classPath, String main) {
    static final Path PLATFORM =
            Path.of(System.getProperty("a64.platform", "target/a64")).toAbsolutePath();
    static final Path CHECKOUT =
            Path.of(System.getProperty("a64.checkout", "..")).toAbsolutePath().normalize();

    /** @return the exit code */
    int run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-Da64.platform=" + PLATFORM,
                "-Da64.checkout=" + CHECKOUT,
                "-cp",
                classPath,
                main));
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

    /** What the last run printed. */
    String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    /** What is left in the folder under names that begin so. */
    List<Path> left(String prefix) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }
}

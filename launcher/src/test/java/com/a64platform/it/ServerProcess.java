package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.opentest4j.TestAbortedException;

/** A MongoDB server of its own that {@code REAL_MONGOD} starts, for tests of several nodes. */
record ServerProcess(String uri, List<String> stop) implements AutoCloseable {
    private static final int START_SECONDS = 180;

    /** Skips the test, and says so, when there is none; fails it when {@code REAL_MONGOD_REQUIRED} is true. */
    static ServerProcess orSkip() {
        String program = setting("REAL_MONGOD").orElse("");
        if (program.isEmpty()) {
            String reason = "SKIPPED: no real MongoDB server; set REAL_MONGOD";
            System.out.println(reason);
            assertThat(setting("REAL_MONGOD_REQUIRED").filter("true"::equals))
                    .as(reason)
                    .isEmpty();
            throw new TestAbortedException(reason);
        }
        String folder = setting("REAL_MONGOD_DIR")
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "real-mongod")
                        .toString());
        String port = String.valueOf(PlatformProcess.freePort());
        String uri = run(List.of(program, folder, "start", port))
                .lines()
                .filter(line -> line.startsWith("mongodb://"))
                .findFirst()
                .orElseGet(() -> Assertions.fail(program + " printed no URI"));
        return new ServerProcess(uri, List.of(program, folder, "stop", port));
    }

    @Override
    public void close() {
        run(stop);
    }

    private static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    /** The server goes on with the output it was given, so its end is not waited for. */
    private static String run(List<String> command) {
        try {
            Path output = Files.createTempFile("server", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(START_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            String text = Files.readString(output);
            Files.delete(output);
            assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

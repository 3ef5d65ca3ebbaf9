package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.opentest4j.TestAbortedException;

/**
 * A MongoDB server for tests. {@code REAL_MONGOD} is a program that, called as {@code PROGRAM DIR start PORT}, starts a
 * server and prints its URI, and stops it when called with {@code stop}.
 *
 * @param stop how to stop it; empty for a server that was there before
 */
record RealServer(String uri, List<String> stop) implements AutoCloseable {
    private static final int START_SECONDS = 180;

    /** Skips the test, and says so, when there is no server; fails it when {@code REAL_MONGOD_REQUIRED} is true. */
    static RealServer orSkip() {
        Optional<String> uri = setting("MONGODB_URI");
        if (uri.isPresent()) {
            return new RealServer(uri.get(), List.of());
        }
        Optional<String> program = setting("REAL_MONGOD");
        if (program.isPresent()) {
            return start(program.get());
        }
        String reason = "SKIPPED: no real MongoDB server; set MONGODB_URI or REAL_MONGOD";
        System.out.println(reason);
        if (setting("REAL_MONGOD_REQUIRED").filter("true"::equals).isPresent()) {
            Assertions.fail(reason);
        }
        throw new TestAbortedException(reason);
    }

    private static RealServer start(String program) {
        String folder = setting("REAL_MONGOD_DIR")
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "real-mongod")
                        .toString());
        String port = String.valueOf(freePort());
        String output = run(List.of(program, folder, "start", port));
        String uri = output.lines()
                .filter(line -> line.startsWith("mongodb://"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(program + " printed no URI: " + output));
        return new RealServer(uri, List.of(program, folder, "stop", port));
    }

    @Override
    public void close() {
        if (!stop.isEmpty()) {
            run(stop);
        }
    }

    private static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String run(List<String> command) {
        try {
            Path output = Files.createTempFile("real-server", ".out");
            Process process = new ProcessBuilder(new ArrayList<>(command))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(START_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            String text = Files.readString(output);
            assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
            Files.delete(output);
            return text;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}

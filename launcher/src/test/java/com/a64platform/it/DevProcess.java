package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** {@code ./a64 dev} as its own process. Closing ends it as a person would. */
final class DevProcess implements AutoCloseable {
    private final Path output;
    private final Process process;

    private DevProcess(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    /** Shows a module on a node's home; the node may run already. */
    static DevProcess of(Path module, PlatformProcess node) {
        Path script =
                Path.of(System.getProperty("a64.platform", "target/a64"), "a64").toAbsolutePath();
        return start(new ProcessBuilder(script.toString(), "dev", module.toString()), node);
    }

    /** The same by a line for the shell, in a folder. */
    static DevProcess ofLine(String line, Path folder, PlatformProcess node) {
        return start(new ProcessBuilder("bash", "-c", line).directory(folder.toFile()), node);
    }

    private static DevProcess start(ProcessBuilder builder, PlatformProcess node) {
        try {
            Path output = Files.createTempFile(node.home().toAbsolutePath().getParent(), "dev-", ".out");
            builder.environment().putAll(node.environment());
            builder.environment().put("A64_HOME", node.home().toString());
            builder.environment().put("A64_HTTP_PORT", String.valueOf(node.port()));
            return new DevProcess(
                    output,
                    builder.redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it has printed, and what the node that it started has. */
    String text() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often a change has gone live. */
    int timesLive() {
        return text().split("(?m)^live in \\d+ ms$", -1).length - 1;
    }

    /** Waits until more has gone live than a number of times. */
    void awaitLiveAfter(int times) {
        Operator.patiently().untilAsserted(() -> {
            assertThat(process.isAlive()).as("alive; it printed:%n%s", text()).isTrue();
            assertThat(timesLive()).as(text()).isGreaterThan(times);
        });
    }

    /** Waits until something stands in what it has printed. */
    void awaitText(String expected) {
        Operator.patiently().untilAsserted(() -> assertThat(text()).contains(expected));
    }

    /** Ends it as a service's supervisor would, and waits until it is gone. */
    void terminate() {
        process.destroy();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(text()).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        terminate();
    }
}

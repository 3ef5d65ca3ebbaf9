package com.a64platform.torture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node as a process of its own, started by the real script on a home of its own. Closing kills it. */
final class TorturedNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> SETTINGS =
            List.of("A64_", "MONGODB_", "MODULE_", "LICENSE_", "MAX_MODULE", "JAVA_OPTS");

    private final Path platform;
    private final Path home;
    private final int port;
    private final Map<String, String> settings;
    private final Client client;
    private volatile Process process;

    TorturedNode(Path platform, Path home, Map<String, String> settings) throws IOException {
        this.platform = platform;
        this.home = home;
        this.settings = Map.copyOf(settings);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.client = clientOf(Client.ADMIN);
    }

    /** Starts the process and returns at once. */
    void launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        platform.resolve("a64").toString(), "start", "--home", home.toString(), "--port", "" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        // what a person has exported must not decide what is found
        builder.environment()
                .keySet()
                .removeIf(variable ->
                        SETTINGS.stream().anyMatch(variable::startsWith) || variable.endsWith("JAVA_OPTIONS"));
        builder.environment().putAll(settings);
        process = builder.start();
    }

    /** @throws IOException with the end of what it printed, when it ends or is not ready in time */
    void awaitReady() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!client.ready()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("The node does not get ready:\n" + tail());
            }
            Moments.pass(Duration.ofMillis(10));
        }
    }

    /** SIGKILL: nothing of it runs any more when this returns. */
    void kill() throws IOException {
        process.destroyForcibly();
        await();
    }

    /**
     * Has the next start think that the machine was off meanwhile, as after a power cut: deaths of the process then count
     * against no module, and it need not wait whether one of them dies again.
     */
    void forgetDeaths(boolean forget) throws IOException {
        Path starts = home.resolve("data/starts");
        if (forget && Files.exists(starts)) {
            Files.writeString(
                    starts, Files.readString(starts).replaceFirst("\"machine\":\"[^\"]*\"", "\"machine\":\"off\""));
        }
    }

    /** SIGTERM; a node that has stopped in order leaves the archive that makes the next starts fast. */
    void stop() throws IOException {
        process.destroy();
        await();
    }

    private void await() throws IOException {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("The process does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    Client client() {
        return client;
    }

    Client clientOf(String email) {
        return new Client(port, email);
    }

    Path home() {
        return home;
    }

    Path deploy() {
        return home.resolve("deploy");
    }

    private Path output() {
        return home.resolveSibling("node.out");
    }

    private String tail() throws IOException {
        List<String> lines = Files.readAllLines(output());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }
}

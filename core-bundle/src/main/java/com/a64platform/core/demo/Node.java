package com.a64platform.core.demo;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A platform of the demo's own: one process on one home, started by the script, in production mode. What it prints is kept
 * in memory only, for the first administrator's password is in it.
 */
final class Node implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern PASSWORD = Pattern.compile("with the password\\s+(\\S+)");
    private static final int TAIL = 30;

    private final Script script;
    private final Path home;
    private final Map<String, String> settings;
    private final int port;
    private final List<String> printed = new CopyOnWriteArrayList<>();
    private volatile Process process;

    /** @param settings environment of the process, besides home, port and mode */
    Node(Script script, Path home, Map<String, String> settings) throws IOException {
        this.script = script;
        this.home = home;
        this.settings = Map.copyOf(settings);
        this.port = freePort();
    }

    /** Starts the process and returns how long it took until {@code /health/ready} answered 200. */
    Duration start() throws IOException, InterruptedException {
        var builder = script.builder(settings, command());
        long begun = System.nanoTime();
        process = builder.redirectErrorStream(true).start();
        readOutput(process);
        var asked = Api.at(url());
        Waiting.until(() -> ready(asked), PATIENCE, "The platform was not ready");
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** SIGKILL: it has no chance to write or close anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        NotHeld.unless(process.waitFor(60, TimeUnit.SECONDS), "The platform did not stop within 60 s of SIGTERM.");
        return process.exitValue();
    }

    /** What the first start prints once. */
    Optional<String> firstPassword() {
        var match = PASSWORD.matcher(String.join("\n", printed));
        return match.find() ? Optional.of(match.group(1)) : Optional.empty();
    }

    /** The end of what it printed, without the password. */
    List<String> tail() {
        var password = firstPassword().orElse("\n");
        var lines = printed.stream().filter(line -> !line.contains(password)).toList();
        return lines.subList(Math.max(0, lines.size() - TAIL), lines.size());
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Path deploy() {
        return home.resolve("deploy");
    }

    long pid() {
        return process.pid();
    }

    String[] command() {
        return new String[] {"start", "--home", home.getFileName().toString(), "--port", String.valueOf(port)};
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    private boolean ready(Api asked) throws InterruptedException {
        NotHeld.unless(process.isAlive(), "The platform ended while it started.");
        return asked.status("/health/ready") == 200;
    }

    private void readOutput(Process from) {
        var reader = new Thread(() -> copyLines(from.inputReader()), "node-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void copyLines(BufferedReader lines) {
        try (lines) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
            }
        } catch (IOException killed) {
            printed.add("(its output ended: " + killed.getMessage() + ")");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package com.a64platform.proxy;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A real nginx with the configuration of the source folder, as a process of its own on a random port. */
final class Nginx implements AutoCloseable {
    private static final Path SOURCES = Path.of("..", "nginx");
    private static final List<String> USUAL_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/usr/local/nginx/sbin");

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program. Where there is none the test is skipped with a word on it, and fails on a build server. */
    static Path program() {
        Stream<String> path = Arrays.stream(System.getenv("PATH").split(File.pathSeparator));
        Optional<Path> found = Stream.concat(path, USUAL_FOLDERS.stream())
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
            Assertions.fail("There is no nginx on this build server; install the nginx package.");
        }
        if (found.isEmpty()) {
            System.err.println("SKIPPED: the tests behind nginx; install the nginx package to run them.");
        }
        Assumptions.assumeTrue(found.isPresent(), "nginx is not installed");
        return found.orElseThrow();
    }

    /** Copies the configuration into a folder; only the upstream's address and the own port are replaced. */
    static void prepare(Path folder, int upstreamPort, int port) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.createDirectories(folder.resolve("logs"));
        Files.createDirectories(folder.resolve("temp"));
        replace(folder.resolve("a64-upstream.conf"), "127.0.0.1:8000", "127.0.0.1:" + upstreamPort);
        Files.writeString(
                folder.resolve("a64-listen.conf"), "listen 127.0.0.1:" + port + " default_server;\nserver_name _;\n");
    }

    static Nginx start(Path folder, int upstreamPort) throws IOException {
        Path program = program();
        int port = freePort();
        prepare(folder, upstreamPort, port);
        Process process = new ProcessBuilder(command(program, folder, "-g", "daemon off;" + user()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("logs/console.log").toFile())
                .start();
        Nginx nginx = new Nginx(process, port);
        Awaitility.await("nginx listens; see " + folder.resolve("logs"))
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(nginx::listens);
        return nginx;
    }

    /** What {@code nginx -t} says about a folder, with its exit code in front. */
    static String check(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(program(), folder, "-t"))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        return process.waitFor() + " " + said;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("nginx has ended with " + process.exitValue());
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static List<String> command(Path program, Path folder, String... more) {
        return Stream.concat(Stream.of(program.toString(), "-p", folder + "/", "-c", "nginx.conf"), Stream.of(more))
                .toList();
    }

    /** Started by root, nginx would give its workers to a user who may not read a temporary folder. */
    private static String user() {
        return System.getProperty("user.name").equals("root") ? " user root;" : "";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void replace(Path file, String before, String after) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(before)) {
            throw new IllegalStateException(file + " no longer names " + before);
        }
        Files.writeString(file, text.replace(before, after));
    }
}

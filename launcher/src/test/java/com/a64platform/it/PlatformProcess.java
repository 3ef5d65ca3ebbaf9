package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A node as its own process, started by the real script from the real assembly, on a home and a free port of its own.
 * Not thread-safe, except that any thread may send requests. Closing kills what still runs.
 */
public final class PlatformProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private Path platform = JavaProgram.PLATFORM;
    private final int port = freePort();
    private boolean warm = true;
    private Process process;

    private PlatformProcess(Path home) {
        this.home = home;
        environment.put("A64_MODE", "development");
        environment.put(
                "MODULE_START_WATCH", "1"); // tests kill soon after a start, and the next is ready this much later
    }

    /** A node on a home, not started yet: development mode, embedded store, no registry. */
    public static PlatformProcess on(Path home) {
        return new PlatformProcess(home);
    }

    /** Production mode with an encryption key of its own. */
    public PlatformProcess inProduction() {
        return with("A64_MODE", "production").with("LICENSE_ENCRYPTION_KEY", "it-0123456789-0123456789-0123456789");
    }

    /** Sets an environment variable of the node; an empty value removes it. */
    public PlatformProcess with(String key, String value) {
        environment.put(key, value);
        return this;
    }

    /** Runs another assembly than the one just built. */
    public PlatformProcess from(Path assembly) {
        platform = assembly;
        return this;
    }

    /** Its first start finds nothing on the home, not even what makes it faster. */
    public PlatformProcess cold() {
        warm = false;
        return this;
    }

    /** Starts on a {@link WarmHome} and returns when the node says that it is ready. */
    public PlatformProcess start() {
        try {
            if (warm && platform.equals(JavaProgram.PLATFORM)) {
                WarmHome.prepare(home);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        launch();
        return awaitReady();
    }

    /** Starts and returns at once. */
    public PlatformProcess launch() {
        List<String> command = List.of(
                platform.resolve("a64").toString(), "start", "--home", home.toString(), "--port", String.valueOf(port));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // what a developer has exported must not decide a test
        builder.environment().keySet().removeIf(PlatformProcess::decides);
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(output().getParent());
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
            process = builder.start();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code /health/ready} answers 200. */
    public PlatformProcess awaitReady() {
        return awaitStatus("/health/ready", 200);
    }

    /** Waits until a path answers with a status; fails with the node's output when it ends before. */
    public PlatformProcess awaitStatus(String path, int status) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(25)).until(() -> {
            assertThat(process.isAlive()).as("alive; its output:%n%s", text()).isTrue();
            return status(path) == status;
        });
        return this;
    }

    /** The exit code of a node that ends by itself. */
    public int awaitExit() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("ended; its output:%n%s", text())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM, then the exit code. */
    public int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** SIGKILL: nothing of the node runs any more. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Starts again on the same home and port, after {@link #kill} or {@link #terminate}. */
    public PlatformProcess restart() {
        assertThat(process.isAlive()).as("still runs").isFalse();
        return start();
    }

    /** GET without a token. */
    public HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    /** GET with a bearer token. */
    public HttpResponse<String> get(String path, String token) {
        return send(request(path).header("Authorization", "Bearer " + token).GET());
    }

    /** POST of JSON with a bearer token; an empty token sends none. */
    public HttpResponse<String> post(String path, String token, String json) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    /** A request to a path of this node, to be completed and given to {@link #send}. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url().resolve(path)).timeout(Duration.ofSeconds(60));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public HttpClient client() {
        return client;
    }

    public Path home() {
        return home;
    }

    /** The variables that the node is started with. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    public Path deploy() {
        return home.resolve("deploy");
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** All that the node has printed since the home was made. */
    public String text() {
        try {
            return Files.exists(output()) ? Files.readString(output()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The node's own log, also that of yesterday when a test runs past midnight. */
    public String log() {
        try (Stream<Path> files = Files.list(home.resolve("logs"))) {
            StringBuilder log = new StringBuilder();
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("a64"))
                    .sorted()
                    .toList()) {
                log.append(content(file));
            }
            return log.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is in a file of a log, packed or not. */
    static String content(Path file) throws IOException {
        if (!file.toString().endsWith(".gz")) {
            return Files.readString(file);
        }
        try (InputStream packed = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(packed.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (UncheckedIOException notYet) {
            return 0;
        }
    }

    /** Beside the home, so that the node makes its home itself. */
    private Path output() {
        return home.resolveSibling(home.getFileName() + ".out");
    }

    private static boolean decides(String variable) {
        List<String> prefixes = new ArrayList<>(List.of("A64_", "MONGODB_", "MODULE_", "LICENSE_", "MAX_MODULE"));
        return prefixes.stream().anyMatch(variable::startsWith)
                || variable.endsWith("JAVA_OPTIONS")
                || variable.equals("JAVA_OPTS");
    }
}

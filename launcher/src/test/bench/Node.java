import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A node as its own process on a throw-away home. Closing stops it; {@link #remove} takes a home away. */
final class Node implements AutoCloseable {
    static final String PASSWORD = "bench-bench-bench";
    static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path home;
    private final String url;
    /** Milliseconds from the process's start to ready. */
    final double startMillis;

    private String token = "";

    private Node(Process process, Path home, String url, long started) throws Exception {
        this.process = process;
        this.home = home;
        this.url = url;
        this.startMillis = until("/health/ready", 200, started);
    }

    /** Starts in development mode unless the settings say otherwise, and returns when it is ready. */
    static Node start(Path home, Map<String, String> settings) throws Exception {
        int port = freePort();
        var builder = new ProcessBuilder(
                Bench.PLATFORM.resolve("a64").toString(), "start", "--home", home.toString(), "--port", "" + port);
        builder.environment().put("A64_MODE", "development");
        builder.environment().put("A64_ADMIN_PASSWORD", PASSWORD);
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true)
                .redirectOutput(home.resolveSibling(home.getFileName() + ".log").toFile());
        long started = System.nanoTime();
        return new Node(builder.start(), home, "http://127.0.0.1:" + port, started);
    }

    /** Runs a command of {@code ./a64} on a home and returns what it printed; fails when it fails. */
    static String command(Path home, String... words) throws Exception {
        var command = new java.util.ArrayList<>(List.of(Bench.PLATFORM.resolve("a64").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--home", home.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + " failed: " + output);
        }
        return output.strip();
    }

    static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    static void remove(Path home) throws IOException {
        try (var files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(found -> found.toFile().delete());
        }
        Files.deleteIfExists(home.resolveSibling(home.getFileName() + ".log"));
    }

    Path deploy() {
        return home.resolve("deploy");
    }

    /** Asks until a path answers with a status; milliseconds since a point of {@link System#nanoTime}. */
    double until(String path, int status, long from) throws Exception {
        long limit = from + 60_000_000_000L;
        while (System.nanoTime() < limit) {
            if (status(path) == status) {
                return (System.nanoTime() - from) / 1e6;
            }
            Thread.sleep(1);
        }
        throw new IOException(path + " did not answer " + status + " within a minute");
    }

    int status(String path) throws InterruptedException {
        try {
            return HTTP.send(request(path).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** A request with a body, waiting for its outcome; fails when it is refused. */
    String send(String method, String path, String json) throws Exception {
        var answer = HTTP.send(
                request(path)
                        .header("Prefer", "wait=30")
                        .method(method, HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    Node signIn() throws Exception {
        var answer = send(
                "POST", "/api/v1/auth/login", "{\"email\":\"admin@localhost\",\"password\":\"" + PASSWORD + "\"}");
        var found = Pattern.compile("\"accessToken\":\"([^\"]+)\"").matcher(answer);
        if (!found.find()) {
            throw new IOException("Signing in gave no token");
        }
        token = found.group(1);
        return this;
    }

    void uninstall(String module) throws Exception {
        while (true) {
            int status = HTTP.send(
                            request("/api/v1/modules/" + module)
                                    .header("Prefer", "wait=30")
                                    .DELETE()
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status == 204) {
                return;
            }
            if (status != 409) {
                throw new IOException("Uninstalling answered " + status);
            }
            Thread.sleep(10); // the operation that the deletion started has not ended yet
        }
    }

    /** Resident memory in MB. */
    double resident() throws IOException {
        try (var status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return status.filter(line -> line.startsWith("VmRSS"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    double processorSeconds() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}

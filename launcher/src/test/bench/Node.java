import java.io.IOException;
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
import java.util.regex.Pattern;

/** A node as its own process on a throw-away home. Closing stops it. */
final class Node implements AutoCloseable {
    static final String PASSWORD = "bench-bench-bench";
    static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Running process;
    private final Path home;
    /** Milliseconds from the process's start to ready. */
    final double startMillis;

    private String token = "";

    private Node(Running process, Path home) throws Exception {
        this.process = process;
        this.home = home;
        this.startMillis = process.until("/health/ready", "", 200, process.started);
    }

    /** Starts in development mode unless the settings say otherwise, and returns when it is ready. */
    static Node start(Path home, Map<String, String> settings) throws Exception {
        return start(Bench.PLATFORM, home, settings);
    }

    /** The same with another platform than the one that was built. */
    static Node start(Path platform, Path home, Map<String, String> settings) throws Exception {
        int port = freePort();
        var command = List.of(
                platform.resolve("a64").toString(), "start", "--home", home.toString(), "--port", "" + port);
        return of(command, port, home, settings);
    }

    /** As a command says, which is one that a node of this home has been started with. */
    static Node of(List<String> command, int port, Path home, Map<String, String> settings) throws Exception {
        var builder = new ProcessBuilder(command);
        builder.environment().put("A64_MODE", "development");
        builder.environment().put("A64_ADMIN_PASSWORD", PASSWORD);
        builder.environment().putAll(settings);
        return new Node(Running.start(builder, port, home.resolve("bench.log")), home);
    }

    /** Runs a command of {@code ./a64} on a home and returns what it printed; fails when it fails. */
    static String command(Path home, String... words) throws Exception {
        var command = new ArrayList<>(List.of(Bench.PLATFORM.resolve("a64").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--home", home.toString()));
        var process = Leftovers.started(new ProcessBuilder(command).redirectErrorStream(true));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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

    Running process() {
        return process;
    }

    Path deploy() {
        return home.resolve("deploy");
    }

    String token() {
        return token;
    }

    /** A path that is asked for as the signed-in administrator. */
    Target target(String path) {
        return Target.get(process.port, path, token);
    }

    /** Asks until a path answers with a status; milliseconds since a point of {@link System#nanoTime}. */
    double until(String path, int status, long from) throws Exception {
        return process.until(path, token, status, from);
    }

    /** Asks until a path answers with a text in it; milliseconds since a point of {@link System#nanoTime}. */
    double untilSays(String path, String text, long from) throws Exception {
        return process.until(target(path), wire -> wire.status() == 200 && wire.text().contains(text), from);
    }

    int status(String path) {
        return process.status(target(path));
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

    String get(String path) throws Exception {
        var answer = HTTP.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    /** A token is good for a quarter of an hour. */
    Node signIn() throws Exception {
        token = "";
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
            var answer = HTTP.send(
                    request("/api/v1/modules/" + module)
                            .header("Prefer", "wait=30")
                            .DELETE()
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 204) {
                return;
            }
            if (answer.statusCode() != 409) {
                throw new IOException("Uninstalling answered " + answer.statusCode() + ": " + answer.body());
            }
            Thread.sleep(10); // the operation that the deletion started has not ended yet
        }
    }

    /** Puts files into the watched folder, the last one last. */
    void drop(Path... files) throws IOException {
        for (var file : files) {
            Files.copy(file, deploy().resolve(file.getFileName()));
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Measures, on a throw-away home in development mode: process start to ready, a file dropped to its first 200, a file
 * deleted to its first 404, and the memory of the process. Wall clock; run it on a quiet machine.
 *
 * <pre>java launcher/src/test/bench/DropTo200.java launcher/target/a64 MODULE.jar /api/v1/hello/greeting [ROUNDS]</pre>
 */
class DropTo200 {
    private static final String PASSWORD = "bench-bench-bench";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(String[] arguments) throws Exception {
        var platform = Path.of(arguments[0]).toAbsolutePath();
        var jar = Path.of(arguments[1]);
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 20;
        var home = Files.createTempDirectory("a64-bench");
        start(platform, home).stop(); // makes the class archive
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            var node = start(platform, home);
            starts.add(node.millis);
            node.stop();
        }
        var node = start(platform, home);
        starts.add(node.millis);
        List<Double> drops = new ArrayList<>();
        List<Double> deletions = new ArrayList<>();
        try {
            var path = arguments[2];
            var file = home.resolve("deploy").resolve(jar.getFileName());
            var token = node.signIn();
            for (int i = 0; i < rounds; i++) {
                long dropped = System.nanoTime();
                Files.copy(jar, file);
                drops.add(node.until(path, token, 200, dropped));
                Thread.sleep(500); // a file that lives shorter than FileInstall looks twice is found gone by listing only
                long deleted = System.nanoTime();
                Files.delete(file);
                deletions.add(node.until(path, token, 404, deleted));
                node.uninstall(jar.getFileName().toString().replaceAll("-[0-9].*", ""), token);
            }
            System.out.println("Java " + node.version() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
            print("process start to ready", starts);
            print("drop to first 200", drops);
            print("delete to first 404", deletions);
            System.out.println("resident memory: " + node.resident());
        } finally {
            node.stop();
            try (var files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder()).forEach(found -> found.toFile().delete());
            }
        }
    }

    private static void print(String what, List<Double> millis) {
        var sorted = millis.stream().sorted().toList();
        System.out.printf(
                "%s: p50 %.0f ms, p95 %.0f ms of %d%n",
                what,
                sorted.get(sorted.size() / 2),
                sorted.get(Math.min(sorted.size() - 1, (int) Math.ceil(sorted.size() * 0.95) - 1)),
                sorted.size());
    }

    private static Node start(Path platform, Path home) throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var builder = new ProcessBuilder(
                platform.resolve("a64").toString(), "start", "--home", home.toString(), "--port", "" + port);
        builder.environment().put("A64_MODE", "development");
        builder.environment().put("A64_ADMIN_PASSWORD", PASSWORD);
        builder.redirectErrorStream(true).redirectOutput(home.resolveSibling(home.getFileName() + ".log").toFile());
        long started = System.nanoTime();
        var node = new Node(builder.start(), "http://127.0.0.1:" + port);
        node.millis = node.until("/health/ready", "", 200, started);
        return node;
    }

    private static final class Node {
        private final Process process;
        private final String url;
        private double millis;

        Node(Process process, String url) {
            this.process = process;
            this.url = url;
        }

        double until(String path, String token, int status, long from) throws Exception {
            long limit = from + 60_000_000_000L;
            while (System.nanoTime() < limit) {
                if (status(path, token) == status) {
                    return (System.nanoTime() - from) / 1e6;
                }
                Thread.sleep(1);
            }
            throw new IOException(path + " did not answer " + status + " within a minute");
        }

        private int status(String path, String token) throws InterruptedException {
            try {
                return HTTP.send(request(path, token).build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode();
            } catch (IOException notYet) {
                return 0;
            }
        }

        private HttpRequest.Builder request(String path, String token) {
            var request = HttpRequest.newBuilder(URI.create(url + path)).header("Content-Type", "application/json");
            return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
        }

        String signIn() throws Exception {
            var body = "{\"email\":\"admin@localhost\",\"password\":\"" + PASSWORD + "\"}";
            var answer = HTTP.send(
                    request("/api/v1/auth/login", "")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            var found = Pattern.compile("\"accessToken\":\"([^\"]+)\"").matcher(answer.body());
            if (!found.find()) {
                throw new IOException("Signing in answered " + answer.statusCode());
            }
            return found.group(1);
        }

        void uninstall(String module, String token) throws Exception {
            while (true) {
                int status = HTTP.send(
                                request("/api/v1/modules/" + module, token)
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

        String version() throws IOException {
            return process.info().command().orElse("?");
        }

        String resident() throws IOException {
            try (BufferedReader status = Files.newBufferedReader(Path.of("/proc/" + process.pid() + "/status"))) {
                return status.lines()
                        .filter(line -> line.startsWith("VmRSS"))
                        .findFirst()
                        .orElse("unknown");
            }
        }

        void stop() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }
}

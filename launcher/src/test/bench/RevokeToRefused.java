import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** A license revoked at its license server to the first request that the module's platform refuses. */
final class RevokeToRefused implements Bench.Benchmark {
    private static final int ROUNDS = 20;
    /** A server takes five codes a minute. */
    private static final long BETWEEN_CODES_MILLIS = 12_500;

    private static final String PATH = "/api/v1/farm-manager/farms";

    @Override
    public void run(Report report, Effort effort) throws Exception {
        Path home = Leftovers.folder("home");
        Path registry = Leftovers.folder("registry");
        publish(home, registry);
        int port = Node.freePort();
        var server = server(home, port);
        String url = "http://127.0.0.1:" + port + "/";
        try (var node = Node.start(
                home,
                Map.of(
                        "MODULE_REGISTRY", registry.toUri().toString(),
                        "LICENSE_MODE", "online",
                        "LICENSE_SERVER", url))) {
            node.signIn();
            String token = token(home);
            for (int i = 0; i < effort.count(ROUNDS, 2); i++) {
                round(node, url, token, report);
                Thread.sleep(BETWEEN_CODES_MILLIS);
            }
        } finally {
            server.destroy();
            server.waitFor();
            Leftovers.remove(home);
            Leftovers.remove(registry);
        }
    }

    private static void round(Node node, String server, String token, Report report) throws Exception {
        String issued = ask(server, token, "licenses", "{\"module\":\"farm-manager\",\"customer\":\"bench\",\"days\":9}");
        String code = find("\"codes\":\\[\"([^\"]+)\"", issued);
        node.send(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"farm-manager\",\"licenseKey\":\"" + code + "\"}");
        node.until(PATH, 200, System.nanoTime());
        Thread.sleep(2_000); // the platform listens to the server from the first license on
        long revoked = System.nanoTime();
        ask(server, token, "licenses/revoke", "{\"license\":\"" + find("\"id\":\"([^\"]+)\"", issued) + "\"}");
        while (node.status(PATH) == 200) {
            Thread.sleep(1);
        }
        report.add("revoke to first refusal", "ms", (System.nanoTime() - revoked) / 1e6);
        node.uninstall("farm-manager");
    }

    private static void publish(Path home, Path registry) throws Exception {
        Node.command(home, "keys", "init");
        Path jar = home.resolve("farm-manager.jar");
        Files.copy(Bench.module("farm-manager"), jar);
        Node.command(home, "module", "sign", jar.toString());
        Node.command(home, "registry", "publish", jar.toString(), "--registry", registry.toString());
    }

    private static Process server(Path home, int port) throws Exception {
        var process = new ProcessBuilder(
                        Bench.PLATFORM.resolve("a64").toString(),
                        "license-server",
                        "--data",
                        home.resolve("license-server").toString(),
                        "--key",
                        home.resolve("data/dev-keys/issuer.key").toString(),
                        "--port",
                        "" + port)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("license-server.log").toFile())
                .start();
        while (!Files.readString(home.resolve("license-server.log")).contains("answers at")) {
            if (!process.isAlive()) {
                throw new IOException(Files.readString(home.resolve("license-server.log")));
            }
            Thread.sleep(20);
        }
        return process;
    }

    private static String token(Path home) throws Exception {
        return find("token is ([^;]+);", Files.readString(home.resolve("license-server.log")));
    }

    private static String ask(String server, String token, String path, String json) throws Exception {
        var answer = Node.HTTP.send(
                HttpRequest.newBuilder(URI.create(server + path))
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static String find(String pattern, String text) throws IOException {
        var matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("No " + pattern + " in " + text);
        }
        return matcher.group(1);
    }
}

package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A license server as its own process, started by the real script, with the issuer key of a home. */
final class LicenseServerProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Path issuerHome;
    private final List<String> options;
    private final int port = PlatformProcess.freePort();
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;

    /** @param issuerHome whose development issuer it signs with */
    LicenseServerProcess(Path folder, Path issuerHome, String... options) {
        this.folder = folder;
        this.issuerHome = issuerHome;
        this.options = List.of(options);
    }

    /** Starts, or starts again on the same state and port; answers when this returns. */
    LicenseServerProcess start() {
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(output());
            List<String> command = new ArrayList<>(List.of(
                    script(),
                    "license-server",
                    "--data",
                    folder.resolve("data").toString(),
                    "--key",
                    issuerHome.resolve("data/dev-keys/issuer.key").toString(),
                    "--port",
                    String.valueOf(port)));
            command.addAll(options);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output().toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(PATIENCE).until(() -> {
            assertThat(process.isAlive()).as(text()).isTrue();
            return text().contains("The license server answers at ");
        });
        keepToken();
        return this;
    }

    /** As an operator would: the token is shown once, and kept in a file that only they can read. */
    private void keepToken() {
        text().lines()
                .filter(line -> line.startsWith("The operators' token is "))
                .findFirst()
                .ifPresent(line -> {
                    try {
                        Path file = Files.createFile(
                                tokenFile(),
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                        Files.writeString(file, line.split("[ ;]")[4]);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** An activation code, by the command line. */
    String issue(String... more) {
        List<String> arguments = new ArrayList<>(List.of("license", "issue", "--module", "farm-manager"));
        arguments.addAll(List.of(more));
        return told(arguments);
    }

    void revoke(String license) {
        told(List.of("license", "revoke", license));
    }

    private String told(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--server", url(), "--token-file", tokenFile().toString()));
        return Publisher.on(issuerHome).atHome(arguments.toArray(String[]::new)).strip();
    }

    /** What operators see of everything. */
    JsonNode report() {
        return operate(request("licenses").GET());
    }

    JsonNode operate(String path, String body) {
        return operate(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode operate(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(url() + path))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer " + Files.readString(tokenFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return (options.contains("--tls-cert") ? "https" : "http") + "://localhost:" + port + "/";
    }

    Path tokenFile() {
        return folder.resolve("token");
    }

    /** SIGTERM; it ends by itself. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    String text() {
        try {
            return Files.exists(output()) ? Files.readString(output()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }

    static String script() {
        return Path.of(System.getProperty("a64.platform", "target/a64"), "a64")
                .toAbsolutePath()
                .toString();
    }

    private void awaitEnd() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(text())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path output() {
        return folder.resolve("server.out");
    }
}

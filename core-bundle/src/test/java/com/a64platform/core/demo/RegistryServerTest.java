package com.a64platform.core.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryServerTest {
    @TempDir
    private Path folder;

    private RegistryServer registry;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("registry/m/1.0.0"));
        Files.writeString(folder.resolve("registry/catalog.json"), "{}");
        Files.writeString(folder.resolve("registry/m/1.0.0/m-1.0.0.jar"), "jar");
        Files.writeString(folder.resolve("registry/m/1.0.0/m-1.0.0.jar.sig"), "sig");
        Files.writeString(folder.resolve("secret"), "secret");
        registry = RegistryServer.open(folder.resolve("registry"));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void servesFilesAndWritesDownWhoAsks() throws Exception {
        assertThat(get("catalog.json")).isEqualTo("200 {}");
        assertThat(get("absent.json")).startsWith("404");

        assertThat(registry.log()).containsExactly("GET /catalog.json 200", "GET /absent.json 404");
    }

    @Test
    void tellsArtifactsFromWhatIsAboutThem() throws Exception {
        get("catalog.json");
        get("m/1.0.0/m-1.0.0.jar.sig");
        assertThat(registry.artifactsAskedFor()).isEmpty();

        get("m/1.0.0/m-1.0.0.jar");
        assertThat(registry.artifactsAskedFor()).hasSize(1);
    }

    @Test
    void servesNothingOutsideItsFolder() throws Exception {
        assertThat(get("%2e%2e/secret")).startsWith("404");
        assertThat(get("/" + folder.resolve("secret"))).startsWith("404");
    }

    private String get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(java.net.URI.create(registry.url() + path))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}

package com.a64platform.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.it.PlatformProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real node behind a real nginx. */
@Timeout(180)
class ProxiedPlatformIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static PlatformProcess platform;
    private static Nginx nginx;

    @BeforeAll
    static void start() throws IOException {
        Nginx.program();
        platform = PlatformProcess.on(folder.resolve("home"));
        platform.start();
        Path proxy = folder.resolve("proxy");
        Files.createDirectory(proxy);
        nginx = Nginx.start(proxy, platform.port());
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void saysThatItIsHealthy() throws Exception {
        assertThat(get("/health").body()).contains("\"status\":\"healthy\"");
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/info").body()).contains("1.0.0");
    }

    @Test
    void handsOnWhatThePlatformRefuses() throws Exception {
        HttpResponse<String> answer = get("/api/v1/modules");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.body()).contains("urn:a64:problem:unauthenticated").contains("errorId");
    }

    @Test
    void letsNoPathAroundTheChecks() throws Exception {
        assertThat(get("/api/v1/..;/modules").body()).contains("urn:a64:problem:invalid-path");
        assertThat(get("/api//v1/modules").body()).contains("urn:a64:problem:invalid-path");
        assertThat(get("/api/v1/a%2fb").body()).contains("urn:a64:problem:invalid-path");
    }

    private static HttpResponse<String> get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(nginx.url() + path)).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }
}

package com.a64platform.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nginx makes of requests, seen by a server behind it that repeats what it was sent. */
@Timeout(60)
class NginxConfigurationIT {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch firstEventSeen = new CountDownLatch(1);
    private HttpServer behind;
    private Nginx nginx;

    @BeforeEach
    void start() throws IOException {
        behind = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        behind.setExecutor(threads);
        behind.createContext("/", this::repeat);
        behind.createContext("/api/v1/operations/", this::events);
        behind.start();
        nginx = Nginx.start(folder, behind.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
        firstEventSeen.countDown();
        behind.stop(0);
        threads.shutdownNow();
    }

    @Test
    void isAcceptedByNginxItself(@TempDir Path other) throws Exception {
        Nginx.prepare(other, 8000, 8080);
        assertThat(Nginx.check(other)).startsWith("0 ").contains("test is successful");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/farms?q=a%20b",
                "/admin/",
                "/ws/feed",
                "/system/console/bundles",
                "/health",
                "/health/ready",
                "/info",
                "/api//v1/a%2Fb/..;/c/%2e%2e/d"
            })
    void handsThePathOnAsItWasSent(String path) throws Exception {
        assertThat(get(path).body()).contains("\nuri: " + path + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/apix/v1", "/farm.css"})
    void servesNothingElse(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("urn:a64:problem:not-found").doesNotContain("$request_id");
    }

    @Test
    void answersUnderEveryName() throws Exception {
        assertThat(raw("GET /health HTTP/1.1\r\nHost: anything.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("host: anything.example\n");
    }

    @Test
    void replacesWhatTheClientClaimsAboutItself() throws Exception {
        String seen = raw("GET /api/v1/x HTTP/1.1\r\nHost: farm.example:8443\r\nConnection: close\r\n"
                + "X-Forwarded-For: 6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nX-Forwarded-Proto: evil\r\n"
                + "X-Forwarded-Host: 6.6.6.6\r\nX-Forwarded-Port: 666\r\nX-Forwarded-Prefix: /666\r\n"
                + "Forwarded: for=6.6.6.6\r\nX-Original-URL: /666\r\nX-Rewrite-URL: /666\r\nProxy: 6.6.6.6\r\n"
                + "Authorization: Bearer t\r\n\r\n");
        assertThat(seen)
                .contains("x-forwarded-for: 127.0.0.1\n")
                .contains("x-real-ip: 127.0.0.1\n")
                .contains("x-forwarded-proto: http\n")
                .contains("x-forwarded-host: farm.example:8443\n")
                .contains("x-forwarded-port: " + nginx.port() + "\n")
                .contains("authorization: Bearer t\n")
                .doesNotContain("666")
                .doesNotContain("6.6.6.6")
                .doesNotContain("evil");
    }

    @Test
    void letsAConnectionBecomeAWebSocket() throws Exception {
        for (String path : new String[] {"/ws/feed", "/api/v1/farm/feed"}) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Protocol: a64.bearer, t\r\n\r\n"))
                    .contains("upgrade: websocket\n")
                    .contains("connection: upgrade\n")
                    .contains("sec-websocket-protocol: a64.bearer, t\n");
        }
    }

    @Test
    void protectsEveryAnswerWithHeaders() throws Exception {
        for (String path : new String[] {"/api/v1/x", "/nothing"}) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("frame-ancestors 'none'");
            assertThat(answer.headers().firstValue("Server")).contains("nginx");
        }
    }

    @Test
    void handsEventsOnAsTheyHappen() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(nginx.url() + "/api/v1/operations/o1/events"))
                .build();
        try (var lines = new BufferedReader(new InputStreamReader(
                CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data: one");
            firstEventSeen.countDown();
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).isEqualTo("data: two");
        }
    }

    @Test
    void takesPackagesAndRefusesMore() throws Exception {
        HttpRequest largest = HttpRequest.newBuilder(URI.create(nginx.url() + "/api/v1/modules"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[50 * 1024 * 1024]))
                .build();
        assertThat(CLIENT.send(largest, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        assertThat(raw("POST /api/v1/modules HTTP/1.1\r\nHost: a\r\nContent-Length: " + 53 * 1024 * 1024 + "\r\n\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("urn:a64:problem:payload-too-large");
    }

    @Test
    void sendsToTheFolderUnderTheSameAddress() throws Exception {
        HttpResponse<String> answer = get("/admin");
        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(answer.headers().firstValue("Location")).contains("/admin/");
    }

    @Test
    void saysWhenThePlatformIsAway() throws Exception {
        behind.stop(0);
        HttpResponse<String> answer = get("/api/v1/x");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(answer.body()).contains("\"status\":503").contains("errorId");
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(nginx.url() + path)).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", nginx.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null && !line.equals("end."); line = lines.readLine()) {
                answer.append(line).append('\n');
            }
            return answer.toString();
        }
    }

    private void repeat(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        StringBuilder seen = new StringBuilder("\nuri: " + exchange.getRequestURI() + "\n");
        exchange.getRequestHeaders()
                .forEach((name, values) -> values.forEach(value -> seen.append(name.toLowerCase(java.util.Locale.ROOT))
                        .append(": ")
                        .append(value)
                        .append('\n')));
        byte[] body = seen.append("end.\n").toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Sends its second event only after the first has been seen at the other end. */
    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write("data: one\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (firstEventSeen.await(30, TimeUnit.SECONDS)) {
                out.write("data: two\n\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

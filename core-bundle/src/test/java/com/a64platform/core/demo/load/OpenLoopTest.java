package com.a64platform.core.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private HttpServer server;
    private volatile String version = "1.0.0";
    private volatile int status = 200;
    private volatile boolean chunked;
    private volatile boolean stalls;
    private volatile boolean breaks;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        released.countDown();
        server.stop(0);
        workers.shutdownNow();
    }

    @Test
    void keepsToEightConnections() throws InterruptedException {
        var report = readAtLeast(100);

        assertThat(report.failed()).isEmpty();
        assertThat(clientPorts).hasSizeLessThanOrEqualTo(OpenLoop.CONNECTIONS);
    }

    @Test
    void readsChunkedAnswers() throws InterruptedException {
        chunked = true;

        assertThat(readAtLeast(20).from("1.0.0")).isPositive();
    }

    @Test
    void tellsWhichVersionAnsweredFirst() throws InterruptedException {
        try (var load = begin()) {
            await().until(() -> load.firstAnswerOf("1.0.0") != 0);
            assertThat(load.firstAnswerOf("1.1.0")).isZero();
            version = "1.1.0";
            await().until(() -> load.firstAnswerOf("1.1.0") != 0);

            assertThat(load.end().from("1.1.0")).isPositive();
        }
    }

    @Test
    void countsEveryAnswerButTwoHundredAsFailed() throws InterruptedException {
        status = 503;

        var report = readAtLeast(20);

        assertThat(report.failed()).hasSize(report.requests());
        assertThat(report.failed().get(0).failure()).startsWith("503");
    }

    @Test
    void countsABrokenConnectionAsFailedAndReadsOn() throws InterruptedException {
        try (var load = begin()) {
            breaks = true;
            await().until(() -> load.done() >= 20);
            breaks = false;
            await().until(() -> load.firstAnswerOf("1.0.0") != 0);

            assertThat(load.end().failed()).isNotEmpty();
        }
    }

    @Test
    void countsLatencyFromWhenARequestWasDue() throws InterruptedException {
        try (var load = begin()) {
            await().until(() -> load.done() >= 20);
            stalls = true;
            await().until(() -> waiting.get() == OpenLoop.CONNECTIONS);
            long since = System.nanoTime();
            // what is due meanwhile is late although no connection is free to send it
            await().until(() -> System.nanoTime() - since > 150_000_000);
            stalls = false;
            released.countDown();
            int then = load.done();
            await().until(() -> load.done() >= then + 60);

            var late = load.end().readings().stream()
                    .filter(reading -> reading.sent() - reading.due() > 20_000_000)
                    .toList();
            assertThat(late).hasSizeGreaterThan(OpenLoop.CONNECTIONS);
            assertThat(late).allMatch(reading -> reading.latencyNanos() > 20_000_000);
        }
    }

    private OpenLoop begin() {
        return OpenLoop.begin(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "Bearer test");
    }

    private LoadReport readAtLeast(int requests) throws InterruptedException {
        try (var load = begin()) {
            await().until(() -> load.done() >= requests);
            return load.end();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (breaks) {
            exchange.close();
            return;
        }
        clientPorts.add(exchange.getRemoteAddress().getPort());
        awaitRelease();
        var body = ("{\"version\":\"" + version + "\"}").getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, chunked ? 0 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void awaitRelease() {
        try {
            if (stalls) {
                waiting.incrementAndGet();
                released.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

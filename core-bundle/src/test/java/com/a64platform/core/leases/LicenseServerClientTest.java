package com.a64platform.core.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.leases.ServerAnswer.Invalid;
import com.a64platform.core.leases.ServerAnswer.Unreachable;
import com.a64platform.core.leases.ServerAnswer.Valid;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LicenseServerClientTest {
    private static final SigningKey KEY = SigningKey.generate();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    /** What a server does with a question. */
    private interface Behaviour {
        void answer(HttpExchange exchange, int attempt) throws IOException;
    }

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void readsWhatTheServerSays() {
        behaves((exchange, attempt) -> send(exchange, 200, "{\"valid\":true,\"license\":\"L\",\"lease\":\"l\"}"));
        assertThat(ask()).isEqualTo(new Valid("L", "l"));
    }

    @Test
    @Tag("attack")
    void passesAnUnsignedNoOnAsAHintOnly() {
        behaves((exchange, attempt) ->
                send(exchange, 200, "{\"valid\":false,\"reason\":\"REVOKED <b>\",\"error\":\"no\\u001b[0m\"}"));
        assertThat(ask()).isEqualTo(new Invalid("REVOKED????", "no?[0m", Optional.empty()));
    }

    @Test
    void asksThreeTimesWithTheSameQuestion() {
        behaves((exchange, attempt) -> {
            if (attempt == 3) {
                send(exchange, 200, "{\"valid\":true,\"license\":\"L\",\"lease\":\"l\"}");
            } else {
                send(exchange, 503, "");
            }
        });

        assertThat(ask()).isEqualTo(new Valid("L", "l"));
        assertThat(bodies).hasSize(3).containsOnly(bodies.get(0));
    }

    @Test
    void givesUpAfterThreeTries() {
        behaves((exchange, attempt) -> send(exchange, 500, ""));
        assertThat(ask()).isEqualTo(new Unreachable("answers with status 500"));
        assertThat(bodies).hasSize(3);

        server.stop(0);
        assertThat(((Unreachable) ask()).why())
                .startsWith("cannot be reached (")
                .doesNotContain("null");
    }

    @Test
    void asksOnceWhenAskingAgainDoesNotHelp() {
        behaves((exchange, attempt) -> send(exchange, 429, ""));
        assertThat(((Unreachable) ask()).why()).startsWith("was asked too often");
        assertThat(bodies).hasSize(1);
    }

    @Test
    @Tag("attack")
    void followsNoRedirection() throws IOException {
        var elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> asked = new CopyOnWriteArrayList<>();
        elsewhere.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            send(exchange, 200, "{\"valid\":true,\"license\":\"L\",\"lease\":\"l\"}");
        });
        elsewhere.start();
        behaves((exchange, attempt) -> {
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/validate");
            send(exchange, 307, "");
        });

        assertThat(((Unreachable) ask()).why()).startsWith("redirects elsewhere");
        assertThat(asked).isEmpty();
        elsewhere.stop(0);
    }

    @Test
    @Tag("attack")
    void breaksOffABodyWithoutEnd() {
        behaves((exchange, attempt) -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    out.write(new byte[1 << 16]);
                }
            }
        });
        assertThat(((Unreachable) ask()).why()).contains("sends more than");
    }

    @Test
    @Tag("attack")
    void waitsNoLongerForABodyThatComesSlowly() {
        behaves((exchange, attempt) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitEnd();
        });
        assertThat(ask(Duration.ofMillis(300))).isEqualTo(new Unreachable("does not answer within 0 seconds"));
    }

    @Test
    @Tag("attack")
    void takesNoAnswerThatTwoReadersCouldUnderstandDifferently() {
        behaves((exchange, attempt) ->
                send(exchange, 200, "{\"valid\":false,\"valid\":true,\"license\":\"L\",\"lease\":\"l\"}"));
        assertThat(((Unreachable) ask()).why()).contains("member twice");
        assertThat(bodies).hasSize(1);
    }

    @Test
    void asksEncryptedOrOnThisMachineOnly(@TempDir Path folder) throws IOException {
        for (String address : new String[] {
            "http://licenses.example/", "ftp://127.0.0.1/", "licenses.example", "http://127.0.0.1.example/"
        }) {
            assertThatThrownBy(() -> ServerAddress.of(address, Optional.empty()))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("A license server has an https: URL");
        }
        var none = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        assertThatThrownBy(() -> new ServerConnection(ServerAddress.of("https://localhost/", Optional.of(none))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("correct LICENSE_SERVER_CA");
    }

    private void behaves(Behaviour behaviour) {
        server.createContext("/validate", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            try (exchange) {
                behaviour.answer(exchange, bodies.size());
            }
        });
    }

    private ServerAnswer ask() {
        return ask(Duration.ofSeconds(30));
    }

    private ServerAnswer ask(Duration limit) {
        var address = ServerAddress.of("http://127.0.0.1:" + server.getAddress().getPort(), Optional.empty());
        var client = new LicenseServerClient(new ServerConnection(address), limit, Duration.ofMillis(5));
        var question = new Question(
                Question.Kind.VALIDATE,
                "CODE",
                "farm-manager",
                Instant.now(),
                KEY.keyId(),
                KEY.publicKey(),
                Nonces.fresh(),
                1,
                0);
        return client.validate(question, KEY::sign);
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

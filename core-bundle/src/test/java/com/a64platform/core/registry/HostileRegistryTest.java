package com.a64platform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that sends what it must not: too much, too slowly, something else, or us elsewhere. */
@Tag("attack")
class HostileRegistryTest {
    private static final String JAR = "/modules/hello/1.0.0/hello-1.0.0.jar";
    private static final byte[] CONTENT = new byte[400_000];
    private static final String DIGEST;

    static {
        new Random(5).nextBytes(CONTENT);
        DIGEST = Digests.sha256(CONTENT);
    }

    @TempDir
    private Path home;

    private final RegistryServer server = new RegistryServer();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void stop() {
        over.countDown();
        server.close();
    }

    private RegistryClient registry() {
        return new ConfiguredRegistries(TestSettings.of(home, server.url(), "production")).named("default");
    }

    private Path fetch() {
        return registry().artifact("hello", "1.0.0", DIGEST, CONTENT.length);
    }

    private static void refused(ErrorCode code, String why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(code))
                .hasMessageContaining(why);
    }

    private Path downloads() {
        return home.resolve("cache/downloads");
    }

    /** A part of the file is here, from what the registry called "v1". */
    private void partly(int length) throws IOException {
        Files.createDirectories(downloads());
        Files.write(downloads().resolve(DIGEST + ".part"), Arrays.copyOf(CONTENT, length));
        Files.writeString(downloads().resolve(DIGEST + ".part.tag"), "\"v1\"");
    }

    private static void answerPart(HttpExchange exchange, String tag, String range, byte[] content) throws IOException {
        exchange.getResponseHeaders().add("ETag", tag);
        exchange.getResponseHeaders().add("Content-Range", range);
        RegistryServer.send(exchange, 206, content);
    }

    @Test
    void endsADocumentThatNeverEnds() {
        server.answers.put("/modules/timestamp.json", this::endless);
        refused(ErrorCode.PAYLOAD_TOO_LARGE, "more of timestamp.json than there should be", () -> registry()
                .timestamp());
    }

    @Test
    void endsAnArtifactThatNeverEnds() {
        server.answers.put(JAR, this::endless);
        refused(ErrorCode.PAYLOAD_TOO_LARGE, "more of hello-1.0.0.jar than there should be", this::fetch);
        assertThat(downloads()).isEmptyDirectory();
    }

    private void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        while (over.getCount() > 0) {
            exchange.getResponseBody().write(new byte[8192]);
        }
    }

    @Test
    void refusesOneByteMoreThanTheCatalogListed() {
        server.serve(JAR, Arrays.copyOf(CONTENT, CONTENT.length + 1));
        refused(ErrorCode.PAYLOAD_TOO_LARGE, "more of hello-1.0.0.jar", this::fetch);
        assertThat(downloads()).isEmptyDirectory();
    }

    @Test
    void givesUpOnADocumentThatComesByteByByte() {
        server.answers.put("/modules/timestamp.json", exchange -> {
            exchange.sendResponseHeaders(200, 16_000);
            drip(exchange);
        });
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "took longer than 2 seconds", () -> registry()
                .timestamp());
    }

    @Test
    void givesUpOnAServerThatNeverAnswers() {
        server.answers.put("/modules/timestamp.json", exchange -> await());
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "took longer than 2 seconds", () -> registry()
                .timestamp());
    }

    /** One byte now and then, for as long as anybody listens. */
    private void drip(HttpExchange exchange) throws IOException {
        while (over.getCount() > 0) {
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000); // this is the slowness, not a wait
        }
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 0-399999/400000",
                "bytes 999-399999/400000",
                "bytes 1001-399999/400000",
                "bytes 1000-399998/400000",
                "bytes 1000-399999/400001",
                "bytes */400000",
                "pages 1000-399999/400000",
                ""
            })
    void refusesAnotherPartThanWasAskedFor(String range) throws IOException {
        partly(1000);
        server.answers.put(
                JAR,
                exchange -> answerPart(exchange, "\"v1\"", range, Arrays.copyOfRange(CONTENT, 1000, CONTENT.length)));

        refused(ErrorCode.REGISTRY_UNAVAILABLE, "another part of the file than was asked for", this::fetch);
        assertThat(downloads().resolve(DIGEST + ".jar")).doesNotExist();
        assertThat(downloads().resolve(DIGEST + ".part")).hasSize(1000);
    }

    @Test
    void refusesAPartThatWasNotAskedFor() {
        server.answers.put(JAR, exchange -> answerPart(exchange, "\"v1\"", "bytes 0-399999/400000", CONTENT));
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "than was asked for", this::fetch);
    }

    @Test
    void refusesMoreThanThePartThatWasAskedFor() throws IOException {
        partly(1000);
        server.answers.put(JAR, exchange -> answerPart(exchange, "\"v1\"", "bytes 1000-399999/400000", CONTENT));
        refused(ErrorCode.PAYLOAD_TOO_LARGE, "more of hello-1.0.0.jar", this::fetch);
        assertThat(downloads()).isEmptyDirectory();
    }

    @Test
    void startsAnewWhenTheServerGoesOnWithAnotherFile() throws IOException {
        partly(1000);
        server.answers.put(JAR, exchange -> {
            if (exchange.getRequestHeaders().getFirst("Range") == null) {
                RegistryServer.send(exchange, 200, CONTENT);
            } else {
                answerPart(exchange, "\"v2\"", "bytes 1000-399999/400000", new byte[CONTENT.length - 1000]);
            }
        });
        assertThat(fetch()).hasBinaryContent(CONTENT);
        assertThat(server.requests).containsExactly(JAR + " bytes=1000-", JAR);
    }

    @Test
    void startsAnewWhenThePartIsMoreThanTheServerHas() throws IOException {
        partly(1000);
        server.answers.put(JAR, exchange -> {
            var ranged = exchange.getRequestHeaders().getFirst("Range") != null;
            RegistryServer.send(exchange, ranged ? 416 : 200, ranged ? new byte[0] : CONTENT);
        });
        assertThat(fetch()).hasBinaryContent(CONTENT);
    }

    @Test
    void refusesAFileWhoseEarlierPartWasChangedOnTheDisk() throws IOException {
        partly(1000);
        var part = downloads().resolve(DIGEST + ".part");
        var changed = Files.readAllBytes(part);
        changed[5] ^= 1;
        Files.write(part, changed);
        server.answers.put(
                JAR,
                exchange -> answerPart(
                        exchange,
                        "\"v1\"",
                        "bytes 1000-399999/400000",
                        Arrays.copyOfRange(CONTENT, 1000, CONTENT.length)));

        refused(ErrorCode.DIGEST_MISMATCH, "another file than its catalog lists", this::fetch);
        assertThat(downloads()).isEmptyDirectory();
    }

    @Test
    void asksAgainForADocumentThatBrokeOff() {
        server.answers.put("/modules/timestamp.json", exchange -> {
            server.serve("/modules/timestamp.json", new byte[] {1, 2, 3});
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            throw new IOException("broken off");
        });
        assertThat(registry().timestamp()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:%d/x", "https://127.0.0.1:%d/x", "http://127.0.0.1.example:%d/x", "//evil/x"})
    void goesNowhereElse(String target) {
        try (var other = new RegistryServer()) {
            server.answers.put("/modules/timestamp.json", exchange -> {
                exchange.getResponseHeaders().add("Location", target.formatted(other.port()));
                RegistryServer.send(exchange, 302, new byte[0]);
            });
            refused(ErrorCode.REGISTRY_UNAVAILABLE, "redirects to another host, which is not followed", () -> registry()
                    .timestamp());
            assertThat(other.requests).isEmpty();
        }
    }
}

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

class ConfiguredRegistryTest {
    private static final String JAR = "/modules/hello/1.0.0/hello-1.0.0.jar";
    private static final byte[] CONTENT = content();
    private static final String DIGEST = Digests.sha256(CONTENT);

    @TempDir
    Path home;

    private final RegistryServer server = new RegistryServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] content() {
        var bytes = new byte[400_000];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    private RegistryClient registry(String url) {
        return new ConfiguredRegistries(TestSettings.of(home, url, "production")).named("default");
    }

    private RegistryClient registry() {
        return registry(server.url());
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

    private Path part() {
        return home.resolve("cache/downloads/" + DIGEST + ".part");
    }

    /** Sends the head of the file and breaks the connection. */
    private void breakOffAfter(int count, HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("ETag", "\"v1\"");
        exchange.sendResponseHeaders(200, CONTENT.length);
        exchange.getResponseBody().write(CONTENT, 0, count);
        exchange.getResponseBody().flush();
        throw new IOException("broken off");
    }

    private void resume(HttpExchange exchange) throws IOException {
        var range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null || !"\"v1\"".equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
            RegistryServer.send(exchange, 200, CONTENT);
            return;
        }
        int start = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        exchange.getResponseHeaders().add("ETag", "\"v1\"");
        exchange.getResponseHeaders()
                .add("Content-Range", "bytes " + start + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
        RegistryServer.send(exchange, 206, Arrays.copyOfRange(CONTENT, start, CONTENT.length));
    }

    @Test
    void fetchesFromAServer() {
        server.serve("/modules/timestamp.json", new byte[] {1});
        server.serve("/modules/catalog.json", new byte[] {2});
        server.serve("/modules/root-2.json", new byte[] {3});
        server.serve(JAR + ".sig", new byte[] {4});
        assertThat(registry().timestamp()).containsExactly(1);
        assertThat(registry().catalog()).containsExactly(2);
        assertThat(registry().root(2)).hasValue(new byte[] {3});
        assertThat(registry().root(3)).isEmpty();
        assertThat(registry().signature("hello", "1.0.0")).containsExactly(4);
    }

    @Test
    void fetchesAnArtifactOnceAndForgetsItWhenTold() {
        server.serve(JAR, CONTENT);
        var file = fetch();
        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(fetch()).isEqualTo(file);
        assertThat(server.requests).containsExactly(JAR);
        registry().discard(file);
        registry().discard(file);
        assertThat(file).doesNotExist();
        assertThat(home.resolve("cache/downloads")).isEmptyDirectory();
        assertThatThrownBy(() -> registry().discard(home.resolve("other")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resumesWhereItBrokeOff() {
        server.answers.put(JAR, exchange -> {
            server.answers.put(JAR, this::resume);
            breakOffAfter(150_000, exchange);
        });
        assertThat(fetch()).hasBinaryContent(CONTENT);
        assertThat(server.requests).hasSize(2).element(1).asString().startsWith(JAR + " bytes=");
    }

    @Test
    void resumesADownloadOfAnEarlierTry() {
        server.answers.put(JAR, exchange -> breakOffAfter(150_000, exchange));
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "it will be resumed", this::fetch);
        assertThat(part()).exists();
        server.answers.put(JAR, this::resume);
        assertThat(fetch()).hasBinaryContent(CONTENT);
        assertThat(server.requests.get(server.requests.size() - 1)).contains("bytes=");
    }

    @Test
    void startsAnewWhenTheFileIsAnother() throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), new byte[1000]);
        Files.writeString(part().resolveSibling(part().getFileName() + ".tag"), "\"v0\"");
        server.answers.put(JAR, this::resume);
        assertThat(fetch()).hasBinaryContent(CONTENT);
    }

    @Tag("attack")
    @Test
    void refusesWhatIsNotTheListedFile() {
        var other = CONTENT.clone();
        other[5] ^= 1;
        server.serve(JAR, other);
        refused(ErrorCode.DIGEST_MISMATCH, "another file", this::fetch);
        assertThat(home.resolve("cache/downloads")).isEmptyDirectory();
    }

    @Tag("attack")
    @Test
    void refusesMoreThanTheStatedLengthWhileItComes() {
        server.serve(JAR, Arrays.copyOf(CONTENT, CONTENT.length + 1));
        refused(ErrorCode.PAYLOAD_TOO_LARGE, "more of hello-1.0.0.jar", this::fetch);
        assertThat(home.resolve("cache/downloads")).isEmptyDirectory();
        server.serve("/modules/timestamp.json", new byte[16 * 1024 + 1]);
        refused(ErrorCode.PAYLOAD_TOO_LARGE, "timestamp.json", () -> registry().timestamp());
    }

    @Tag("attack")
    @Test
    void refusesMoreThanTheLimitBeforeAsking() {
        refused(ErrorCode.PAYLOAD_TOO_LARGE, "MAX_MODULE_SIZE_MB", () -> registry()
                .artifact("hello", "1.0.0", DIGEST, 2_000_000));
        assertThat(server.requests).isEmpty();
    }

    @Tag("attack")
    @Test
    void followsRedirectionsWithinTheRegistryOnly() {
        server.serve("/modules/elsewhere", new byte[] {7});
        redirect("elsewhere");
        assertThat(registry().timestamp()).containsExactly(7);
        redirect("http://localhost:" + server.port() + "/modules/elsewhere");
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "another host", () -> registry().timestamp());
        redirect("file:///etc/passwd");
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "another host", () -> registry().timestamp());
        redirect("timestamp.json");
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "without end", () -> registry().timestamp());
    }

    private void redirect(String target) {
        server.answers.put("/modules/timestamp.json", exchange -> {
            exchange.getResponseHeaders().add("Location", target);
            RegistryServer.send(exchange, 302, new byte[0]);
        });
    }

    private static String trace(Throwable failure) {
        var text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    @Test
    void saysThatTheRegistryDoesNotAnswer() {
        server.close();
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "does not answer", () -> registry()
                .timestamp());
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "does not answer", this::fetch);
    }

    @Test
    void saysThatTheRegistryFails() {
        server.answers.put("/modules/timestamp.json", exchange -> RegistryServer.send(exchange, 500, new byte[3]));
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "status 500", () -> registry().timestamp());
    }

    @Test
    void givesUpOnADownloadThatStandsStill() {
        var done = new CountDownLatch(1);
        server.answers.put(JAR, exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            refused(ErrorCode.REGISTRY_UNAVAILABLE, "took longer than 2 seconds", this::fetch);
        } finally {
            done.countDown();
        }
    }

    @Test
    void fetchesFromAFolder() throws IOException {
        var folder = home.resolve("registry");
        Files.createDirectories(folder.resolve("hello/1.0.0"));
        Files.write(folder.resolve("hello/1.0.0/hello-1.0.0.jar"), CONTENT);
        Files.write(folder.resolve("timestamp.json"), new byte[] {1});
        var registry = registry(folder.toUri().toString());
        assertThat(registry.timestamp()).containsExactly(1);
        assertThat(registry.artifact("hello", "1.0.0", DIGEST, CONTENT.length)).hasBinaryContent(CONTENT);
        assertThat(registry.root(2)).isEmpty();
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "does not have it", () -> registry.signature("hello", "2.0.0"));
        var absent = registry(home.resolve("absent").toUri().toString());
        refused(ErrorCode.REGISTRY_UNAVAILABLE, "is not there", () -> absent.root(2));
    }

    @Tag("attack")
    @Test
    void refusesNamesThatLeadElsewhere() {
        for (String name : new String[] {"../x", "a/b", "", "Hello"}) {
            assertThatThrownBy(() -> registry().signature(name, "1.0.0")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> registry().signature("hello", "../1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Tag("attack")
    @Test
    void refusesAddressesThatAreNotAllowed() {
        for (String url : new String[] {
            "http://user:s3cret@registry.example/",
            "ftp://user:s3cret@host/",
            "https://user:s3cret@host/?x",
            "://s3cret",
            "s3cret"
        }) {
            assertThatThrownBy(() -> registry(url))
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(e -> assertThat(trace(e)).doesNotContain("s3cret"));
        }
        new ConfiguredRegistries(TestSettings.of(home, "http://registry.example/", "development"));
        assertThat(new ConfiguredRegistries(TestSettings.of(home, " ", "production")).all())
                .isEmpty();
    }
}

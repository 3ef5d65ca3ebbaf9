package com.a64platform.core.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.modules.ModuleFault;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketRoutesTest {
    private static final String ALICE = "acme alice farm.watch farm.feed";
    private static final String BOB = "other bob";
    private static final SocketLimits LIMITS = new SocketLimits(
            64 * 1024, 256 * 1024, Duration.ofMinutes(1), Duration.ofSeconds(5), 8, 2, Duration.ofMillis(300));

    private final Endpoints.Live live = new Endpoints.Live();
    private SocketServer server;

    @BeforeEach
    void start() throws Exception {
        server = new SocketServer(LIMITS, live, new Endpoints.Watched(), new Endpoints.Fed());
    }

    @AfterEach
    void stop() throws Exception {
        live.release.countDown();
        server.close();
    }

    @Test
    void carriesTextBytesPingsAndWhoIsThere() throws Exception {
        var client = alice();
        assertThat(client.next()).isEqualTo("barn acme alice");

        assertThat(client.say("hello").next()).isEqualTo("hello");
        client.socket().sendBinary(ByteBuffer.wrap(new byte[70]), true).join();
        assertThat(client.next()).isEqualTo("binary 70");
        client.socket().sendPing(ByteBuffer.wrap(new byte[5])).join();
        assertThat(client.next()).isEqualTo("pong 5");
        assertThat(client.say("ping").next()).isEqualTo("pinged");
        await().until(() -> live.log.contains("pong 3"));
        assertThat(client.say("loader").next()).isEqualTo(server.loader.toString());

        client.socket().sendClose(WebSocket.NORMAL_CLOSURE, "done").join();
        assertThat(client.end()).startsWith("1000");
        await().until(() -> live.log.contains("closed 1000"));
        assertThat(ended()).isTrue();
    }

    @Test
    void tellsItsRoutes() {
        assertThat(server.routes.prepare())
                .containsExactlyInAnyOrder("GET /farms", "GET /live/{}", "GET /watched", "GET /fed");
    }

    @Test
    void refusesWhoMayNot() {
        var bob = SocketClient.builder().header("Authorization", BOB);

        assertThat(SocketClient.refused(server.uri("/watched"), bob)).isEqualTo(403);
        assertThat(SocketClient.refused(server.uri("/fed"), bob)).isEqualTo(403);
        assertThat(SocketClient.refused(server.uri("/nothing"), bob)).isEqualTo(404);
    }

    @Test
    void refusesAPageOfAnotherOrigin() throws Exception {
        var page = SocketClient.builder().header("Authorization", ALICE);

        assertThat(SocketClient.refused(server.uri("/watched"), page.header("Origin", "https://evil.example")))
                .isEqualTo(403);
        var own = SocketClient.builder()
                .header("Authorization", ALICE)
                .header("Origin", "http://127.0.0.1:" + server.port());
        assertThat(SocketClient.open(server.uri("/watched"), own).say("here").next())
                .isEqualTo("here");
    }

    @Test
    void takesTheTokenOfABrowserAndAgreesOnAProtocol() throws Exception {
        var token = ALICE.replace(' ', '_');
        var plain = SocketClient.open(
                server.uri("/live/barn"), SocketClient.builder().subprotocols("a64.bearer", token));
        assertThat(plain.next()).isEqualTo("barn acme alice");
        assertThat(plain.socket().getSubprotocol()).isEqualTo("a64.bearer");

        var own = SocketClient.open(
                server.uri("/watched"), SocketClient.builder().subprotocols("a64.bearer", token, "farm.v1"));
        assertThat(own.socket().getSubprotocol()).isEqualTo("farm.v1");
    }

    @Test
    void asksOthersForAWebSocket() throws Exception {
        var uri = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/farm/watched");
        var answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(426);
    }

    @Test
    void boundsWhatOneTenantHasOpen() throws Exception {
        var first = alice();
        alice();
        var third = SocketClient.builder().header("Authorization", ALICE);

        assertThat(SocketClient.refused(server.uri("/live/barn"), third)).isEqualTo(503);
        assertThat(SocketClient.open(server.uri("/live/barn"), BOB).next()).isEqualTo("barn other bob");

        first.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        await().untilAsserted(() -> assertThat(alice().next()).isEqualTo("barn acme alice"));
    }

    @Test
    void showsASessionNobodyOfAnotherTenant() throws Exception {
        var mine = alice();
        var theirs = SocketClient.open(server.uri("/live/barn"), BOB);
        assertThat(mine.next()).isEqualTo("barn acme alice");
        assertThat(theirs.next()).isEqualTo("barn other bob");

        assertThat(mine.say("others").next()).isEqualTo("1");
    }

    @Test
    void closesOnAMessageThatIsTooBig() throws Exception {
        var client = alice();
        client.next();

        client.say("x".repeat(64 * 1024 + 1));

        assertThat(client.end()).startsWith("1009");
        await().until(() -> live.log.contains("closed 1009"));
        assertThat(ended()).isTrue();
    }

    @Test
    void closesOnAMessageThatIsTooBigWhateverTheEndpointAllows() throws Exception {
        var client = SocketClient.open(server.uri("/fed"), ALICE);
        assertThat(client.say("x".repeat(200_000)).next()).isEqualTo("200000");

        client.say("x".repeat(300_000));

        assertThat(client.end()).startsWith("1009");
    }

    @Test
    void closesWithAnIdWhenTheModuleThrows() throws Exception {
        var client = alice();
        client.next();

        assertThat(client.say("throw").end()).startsWith("1011 Tell your operator the errorId ");
        await().until(() -> live.log.contains("closed 1011"));
        assertThat(live.log).contains("error a secret");

        var refused = SocketClient.open(server.uri("/live/closed"), ALICE);
        assertThat(refused.end()).startsWith("1011 Tell your operator the errorId ");
        assertThat(ended()).isTrue();
    }

    @Test
    void answersWhatWasSentBeforeItLeaves() throws Exception {
        var client = alice();
        client.next();
        client.say("wait").say("one").say("two");
        await().until(() -> live.log.contains("text 4"));

        socket().leave(Goodbye.REPLACED);
        live.release.countDown();

        assertThat(client.next()).isEqualTo("waited");
        assertThat(client.next()).isEqualTo("one");
        assertThat(client.next()).isEqualTo("two");
        assertThat(client.end()).isEqualTo("1012 The module was updated; connect again.");
        await().until(() -> live.log.contains("closed 1012"));
        assertThat(ended()).isTrue();
    }

    @Test
    void handlesNothingMoreWhenTheLicenseIsLost() throws Exception {
        var client = alice();
        client.next();
        client.say("wait").say("one");
        await().until(() -> live.log.contains("text 4"));

        socket().leave(Goodbye.REPLACED);
        socket().leave(Goodbye.UNLICENSED);
        live.release.countDown();

        assertThat(client.end()).isEqualTo("1008 The tenant has lost the module.");
        await().until(() -> live.log.contains("closed 1008"));
        assertThat(live.log).doesNotContain("text 3");
    }

    @Test
    void doesNotWaitForAClientThatIsSilent() throws Exception {
        try (var silent = silent()) {
            socket().leave(Goodbye.REMOVED);

            assertThat(ended()).isTrue();
            assertThat(live.log).contains("closed 1001");
            assertThat(silent.isClosed()).isFalse();
        }
    }

    /** Not with the JDK's client, which now and then misses an end that comes right after a message. */
    @Test
    void cutsWhoIsStillThereWhenTheRevisionGoes() throws Exception {
        try (var client = silent()) {
            client.setSoTimeout(20_000);
            var answer = new StringBuilder();
            while (!answer.toString().contains("barn acme alice")) {
                answer.append((char) client.getInputStream().read());
            }

            server.routes.close();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(ended()).isTrue();
        }
    }

    @Test
    void keepsNothingOfAModuleThatIsGone() throws Exception {
        var classes = new WeakReference<>(servedAndUnloaded());

        await().untilAsserted(() -> {
            System.gc();
            assertThat(classes.get()).isNull();
        });
    }

    /** The loader of an endpoint that had a session, on the server that still runs. */
    private ClassLoader servedAndUnloaded() throws Exception {
        var url = Endpoints.class.getProtectionDomain().getCodeSource().getLocation();
        var own = new URLClassLoader(new URL[] {url}, getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                return name.startsWith(Endpoints.class.getName()) ? findClass(name) : super.loadClass(name, resolve);
            }
        };
        var type = own.loadClass(Endpoints.Watched.class.getName());
        server.unload();
        server.load(LIMITS, own, type.getConstructor().newInstance());
        var client = SocketClient.open(server.uri("/watched"), ALICE);
        assertThat(client.say("here").next()).isEqualTo("here");
        socket().leave(Goodbye.REPLACED);
        assertThat(client.end()).startsWith("1012");
        assertThat(ended()).isTrue();
        server.unload();
        own.close();
        return own;
    }

    @Test
    void refusesEndpointsThatCannotBeServed() {
        assertThatThrownBy(() -> new SocketServer(LIMITS, new Endpoints.Wrong()).routes.prepare())
                .isInstanceOf(ModuleFault.class)
                .hasMessageContaining("text");
        assertThatThrownBy(() -> new SocketServer(LIMITS, new Endpoints.Undeclared()).routes.prepare())
                .isInstanceOf(ModuleFault.class)
                .hasMessageContaining("farm.burn");
        assertThatThrownBy(() -> new SocketServer(LIMITS, "no endpoint").routes.prepare())
                .isInstanceOf(ModuleFault.class)
                .hasMessageContaining("no @ServerEndpoint");
    }

    private SocketClient alice() {
        return SocketClient.open(server.uri("/live/barn"), ALICE);
    }

    /** The last one that was opened; the server knows of it a moment after its client. */
    private OpenSocket socket() {
        await().until(() -> !server.opened.isEmpty());
        return server.opened.peek();
    }

    private boolean ended() throws InterruptedException {
        var ended = new CountDownLatch(server.opened.size());
        server.opened.forEach(socket -> socket.whenEnded(ended::countDown));
        return ended.await(20, TimeUnit.SECONDS);
    }

    /** A client that opens a socket and then neither reads nor writes. */
    private Socket silent() throws IOException {
        var socket = new Socket("127.0.0.1", server.port());
        socket.getOutputStream()
                .write(("GET /api/v1/farm/live/barn HTTP/1.1\r\nHost: here\r\nAuthorization: " + ALICE
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}

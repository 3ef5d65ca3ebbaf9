package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A module's WebSocket on a whole node: who gets in, what is answered, and how it ends when its module goes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SocketsIT {
    private static final String LIVE = "/api/v1/live/feed/barn";

    @TempDir
    private static Path folder;

    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void dropTheModule() {
        node = Operator.of(PlatformProcess.on(folder.resolve("home"))).start();
        admin = new Operator(node);
        module("1.0.0").writeTo(node.deploy());
        admin.awaitInstallation("live", "1.0.0 ENABLED");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Order(2)
    void answersAndKnowsWhoIsThere() {
        SocketListener client = SocketListener.open(node, LIVE, admin.token());

        assertThat(client.next()).isEqualTo("1.0.0 barn " + Operator.EMAIL);
        assertThat(client.ask("hello")).isEqualTo("hello");

        WebSocket.Builder browser = node.client().newWebSocketBuilder().subprotocols("a64.bearer", admin.token());
        assertThat(SocketListener.open(node, LIVE, browser).next()).startsWith("1.0.0 barn");
    }

    @Test
    @Order(3)
    void refusesWhoMayNot() {
        Tenant.user(admin, "guest@example.com", "default", "user");
        HttpResponse<String> signedIn = node.post("/api/v1/auth/login", "", Tenant.login("guest@example.com"));
        String guest = Operator.parse(signedIn.body()).get("accessToken").asText();

        assertThat(refusal(LIVE, guest)).isEqualTo(403);
        assertThat(refusal(LIVE, "no.such.token")).isEqualTo(401);
        assertThat(SocketListener.refusal(node, LIVE, node.client().newWebSocketBuilder()))
                .isEqualTo(401);
        assertThat(refusal("/api/v1/nobody/feed", admin.token())).isEqualTo(404);
        assertThat(refusal("/api/v1/live/nothing", admin.token())).isEqualTo(404);
        assertThat(admin.status(LIVE)).isEqualTo(426);
    }

    @Test
    @Order(4)
    void closesOnWhatIsTooBigAndWhenTheModuleThrows() {
        SocketListener big = SocketListener.open(node, LIVE, admin.token());
        assertThat(big.say("x".repeat(100_000)).end()).startsWith("1009");

        SocketListener thrown = SocketListener.open(node, LIVE, admin.token());
        String reason = thrown.say("throw").end();

        assertThat(reason).startsWith("1011 Tell your operator the errorId ");
        String id = reason.substring(reason.lastIndexOf(' ') + 1);
        patiently().until(() -> node.log().contains(id));
    }

    @Test
    @Order(5)
    void aSwapSendsClientsToTheNextVersion() {
        SocketListener client = SocketListener.open(node, LIVE, admin.token());
        client.next();

        module("1.1.0").writeTo(node.deploy());

        assertThat(client.end()).isEqualTo("1012 The module was updated; connect again.");
        assertThat(SocketListener.open(node, LIVE, admin.token()).next()).startsWith("1.1.0 barn");
        admin.awaitInstallation("live", "1.1.0 ENABLED");
        patiently().until(() -> node.log().contains("closed by 1.0.0 with 1012"));
    }

    @Test
    @Order(6)
    void disablingTheModuleClosesItsSockets() {
        SocketListener client = SocketListener.open(node, LIVE, admin.token());
        client.next();

        admin.waiting("POST", "/api/v1/modules/live/disable", "");

        assertThat(client.end()).startsWith("1001");
        assertThat(refusal(LIVE, admin.token())).isEqualTo(404);
    }

    @Test
    @Order(7)
    void theStopOfTheNodeClosesThemToo() {
        admin.waiting("POST", "/api/v1/modules/live/enable", "");
        SocketListener client = SocketListener.open(node, LIVE, admin.token());
        client.next();

        assertThat(node.terminate()).isZero();

        assertThat(client.end()).isEqualTo("1001 The platform is stopping; connect again when it is back.");
    }

    private static int refusal(String path, String token) {
        return SocketListener.refusal(
                node, path, node.client().newWebSocketBuilder().header("Authorization", "Bearer " + token));
    }

    static ModuleJar module(String version) {
        String source = """
                import com.a64platform.api.SocketContext;
                import jakarta.websocket.*;
                import jakarta.websocket.server.*;

                @ServerEndpoint("/feed/{room}")
                @com.a64platform.api.RequiresPermission("hello.greet")
                public class Feed {
                    @OnOpen
                    public void open(Session session, @PathParam("room") String room) throws Exception {
                        var context = SocketContext.of(session.getUserProperties());
                        context.database();
                        session.getBasicRemote().sendText("VERSION " + room + " " + context.user().email());
                    }

                    @OnMessage
                    public String answer(String message) {
                        if (message.equals("throw")) {
                            throw new IllegalStateException("thrown on purpose");
                        }
                        return message;
                    }

                    @OnClose
                    public void close(CloseReason reason) {
                        org.slf4j.LoggerFactory.getLogger(Feed.class)
                                .warn("closed by VERSION with {}", reason.getCloseCode().getCode());
                    }
                }
                """.replace("VERSION", version);
        return ModuleJar.hello()
                .named("live")
                .version(version)
                .descriptor(json -> json.withObject("/capabilities/api")
                        .withArray("routes")
                        .addObject()
                        .put("method", "GET")
                        .put("path", "/feed/{room}"))
                .moreOf("Import-Package", "org.slf4j;version=\"[2,3)\"")
                .socket("Feed", source);
    }
}

package com.a64platform.core.sockets;

import com.a64platform.api.RequiresPermission;
import com.a64platform.api.SocketContext;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Endpoints as a module writes them. */
final class Endpoints {
    private Endpoints() {}

    @ServerEndpoint("/live/{room}")
    public static final class Live {
        final LinkedBlockingQueue<String> log = new LinkedBlockingQueue<>();
        final CountDownLatch release = new CountDownLatch(1);

        @OnOpen
        public void open(Session session, @PathParam("room") String room) throws Exception {
            if (room.equals("closed")) {
                throw new IllegalStateException("a secret");
            }
            var context = SocketContext.of(session.getUserProperties());
            session.getBasicRemote()
                    .sendText(room + " " + context.tenant().name() + " "
                            + context.user().email());
        }

        @OnMessage
        public String text(String message, Session session) throws Exception {
            log.add("text " + message.length());
            switch (message) {
                case "loader":
                    return String.valueOf(Thread.currentThread().getContextClassLoader());
                case "others":
                    return String.valueOf(session.getOpenSessions().size());
                case "throw":
                    throw new IllegalStateException("a secret");
                case "wait":
                    release.await();
                    return "waited";
                case "ping":
                    session.getBasicRemote().sendPing(ByteBuffer.wrap(new byte[3]));
                    return "pinged";
                default:
                    return message;
            }
        }

        @OnMessage
        public byte[] bytes(byte[] message) {
            return message;
        }

        @OnMessage
        public void pong(PongMessage pong) {
            log.add("pong " + pong.getApplicationData().remaining());
        }

        @OnClose
        public void close(CloseReason reason) {
            log.add("closed " + reason.getCloseCode().getCode());
        }

        @OnError
        public void error(Throwable cause) {
            log.add("error " + cause.getMessage());
        }
    }

    @ServerEndpoint(value = "/watched", subprotocols = "farm.v1")
    @RequiresPermission("farm.watch")
    public static final class Watched {
        @OnMessage
        public String text(String message) {
            return message;
        }
    }

    @ServerEndpoint("/fed")
    public static final class Fed {
        @OnMessage(maxMessageSize = 10_000_000)
        public int text(String message) {
            return message.length();
        }
    }

    @ServerEndpoint("/wrong")
    public static final class Wrong {
        @OnMessage
        public void text(Thread message) {
            throw new UnsupportedOperationException();
        }
    }

    @ServerEndpoint("/undeclared")
    @RequiresPermission("farm.burn")
    public static final class Undeclared {}
}

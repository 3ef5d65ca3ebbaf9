package com.a64platform.core.sockets;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that remembers what it heard. */
final class SocketClient implements WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private WebSocket socket;

    /** @param who {@code TENANT USER PERMISSION} */
    static SocketClient open(URI uri, String who) {
        return open(uri, HTTP.newWebSocketBuilder().header("Authorization", who));
    }

    static SocketClient open(URI uri, WebSocket.Builder builder) {
        var client = new SocketClient();
        client.socket = builder.connectTimeout(Duration.ofSeconds(20))
                .buildAsync(uri, client)
                .join();
        return client;
    }

    static WebSocket.Builder builder() {
        return HTTP.newWebSocketBuilder();
    }

    /** The status of a handshake that is refused. */
    static int refused(URI uri, WebSocket.Builder builder) {
        try {
            open(uri, builder);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw failure;
        }
        throw new AssertionError("It was not refused");
    }

    WebSocket socket() {
        return socket;
    }

    SocketClient say(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    String next() throws InterruptedException {
        return heard.poll(20, TimeUnit.SECONDS);
    }

    /** Code and reason of the close frame. */
    String end() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            heard.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        heard.add("binary " + data.remaining());
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        heard.add("pong " + message.remaining());
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete("error " + error);
    }
}

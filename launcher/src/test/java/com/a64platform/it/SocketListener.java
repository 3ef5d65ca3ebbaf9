package com.a64platform.it;

import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client with a WebSocket of a node. */
final class SocketListener implements WebSocket.Listener {
    private static final long PATIENCE_SECONDS = 40;

    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile long endedAt;
    private WebSocket socket;

    private SocketListener() {}

    static SocketListener open(PlatformProcess node, String path, String token) {
        return open(node, path, node.client().newWebSocketBuilder().header("Authorization", "Bearer " + token));
    }

    static SocketListener open(PlatformProcess node, String path, WebSocket.Builder builder) {
        return open(node.url(), path, builder);
    }

    /** @param node where it is reached by HTTP or HTTPS */
    static SocketListener open(URI node, String path, WebSocket.Builder builder) {
        SocketListener listener = new SocketListener();
        URI uri = URI.create(node.toString().replaceFirst("http", "ws") + path);
        listener.socket = builder.buildAsync(uri, listener).join();
        return listener;
    }

    /** The status with which a node refuses to open one. */
    static int refusal(PlatformProcess node, String path, WebSocket.Builder builder) {
        try {
            open(node, path, builder);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw failure;
        }
        throw new AssertionError("It was opened");
    }

    SocketListener say(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    /** What is answered to a message. */
    String ask(String message) {
        return say(message).next();
    }

    String next() {
        try {
            return String.valueOf(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Code and reason of the close frame. */
    String end() {
        return ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** When it came, in monotonic nanoseconds. */
    long endedAt() {
        end();
        return endedAt;
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
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ends(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ends("error " + error);
    }

    private void ends(String how) {
        endedAt = System.nanoTime();
        ended.complete(how);
    }
}

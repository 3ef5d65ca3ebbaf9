package com.a64platform.core.sockets;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * A WebSocket that a request has become. Names nothing of the WebSocket libraries: every request is asked for it, and
 * most nodes never load them. Thread-safe.
 */
public interface OpenSocket {
    /** What a request has become, on the thread that serves it; empty while it is a request. */
    static Optional<OpenSocket> of(HttpServletRequest request) {
        return Optional.ofNullable((OpenSocket) request.getAttribute(OpenSocket.class.getName()));
    }

    /** Runs an action when the socket has ended and the module heard of it; at once when it has. */
    void whenEnded(Runnable action);

    /** Asks the socket to end, from any thread and without blocking; it ends within seconds whatever the client does. */
    void leave(Goodbye goodbye);
}

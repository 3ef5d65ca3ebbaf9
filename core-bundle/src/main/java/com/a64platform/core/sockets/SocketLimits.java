package com.a64platform.core.sockets;

import java.time.Duration;

/**
 * What one WebSocket, and those of one tenant in one module, may take.
 *
 * @param message bytes of a message that comes in, unless the endpoint allows others
 * @param largest bytes of a message that comes in, whatever the endpoint allows
 * @param idle how long nothing may be sent in either direction
 * @param write how long a client may take to accept what is sent to it
 * @param waiting messages that may wait to be sent to one client; the next one fails
 * @param sessions open at once, of one tenant in one module
 * @param patience how long a client that is asked to go may take to answer before the close frame is sent, and again after
 */
record SocketLimits(
        int message, int largest, Duration idle, Duration write, int waiting, int sessions, Duration patience) {
    static final SocketLimits DEFAULT = new SocketLimits(
            64 * 1024, 1024 * 1024, Duration.ofMinutes(5), Duration.ofSeconds(10), 64, 1000, Duration.ofSeconds(2));
}

package com.a64platform.core.engine;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a server on this machine, and can be taken away as a broken network takes the server away. */
final class Relay implements Closeable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /** @param port of the server */
    Relay(int port) throws IOException {
        this.port = port;
        daemon(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** From now on nothing gets through, and what is open breaks. */
    void cut() {
        cut = true;
        open.forEach(Relay::close);
    }

    void restore() {
        cut = false;
    }

    @Override
    public void close() throws IOException {
        cut();
        door.close();
    }

    private void accept() throws IOException {
        while (!door.isClosed()) {
            var client = door.accept();
            if (cut) {
                close(client);
            } else {
                var server = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(client);
                open.add(server);
                daemon(() -> pump(client, server));
                daemon(() -> pump(server, client));
                if (cut) {
                    cut();
                }
            }
        }
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException broken) {
                // that is what a relay is cut for
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}

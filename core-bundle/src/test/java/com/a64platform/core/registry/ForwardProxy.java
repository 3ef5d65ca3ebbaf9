package com.a64platform.core.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on this machine that brings every request to one server, whatever its name, and notes what it saw. */
final class ForwardProxy implements AutoCloseable {
    /** The head of each request, in plain, as the proxy could read it. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    private final ServerSocket socket;
    private final int target;

    /** @param target port of the server */
    ForwardProxy(int target) {
        this.target = target;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var client = socket.accept();
                daemon(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket client) {
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            var lines = head(client.getInputStream());
            heads.add(String.join("\n", lines));
            if (lines.get(0).startsWith("CONNECT ")) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                lines.set(0, lines.get(0).replaceFirst("http://[^/]+", ""));
                lines.removeIf(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("connection"));
                lines.add("Connection: close");
                server.getOutputStream()
                        .write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            var up = daemon(() -> copy(client, server));
            copy(server, client);
            up.join();
        } catch (IOException | InterruptedException over) {
            // either side has gone
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        // one byte at a time, so that nothing behind the head is taken
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            text.append((char) next);
        }
        return new ArrayList<>(text.toString().strip().lines().toList());
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException over) {
            // either side has gone
        }
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

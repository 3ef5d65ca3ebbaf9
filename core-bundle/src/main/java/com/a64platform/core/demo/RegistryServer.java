package com.a64platform.core.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Any file server can be a registry: this one serves a folder on a free loopback port and writes down who asks for what. */
final class RegistryServer implements Closeable {
    private final Path folder;
    private final HttpServer server;
    private final List<String> log = new CopyOnWriteArrayList<>();

    private RegistryServer(Path folder, HttpServer server) {
        this.folder = folder;
        this.server = server;
    }

    static RegistryServer open(Path folder) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var registry = new RegistryServer(folder.toRealPath(), server);
        server.createContext("/", registry::answer);
        server.start();
        return registry;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Every request so far, such as {@code GET /catalog.json 200}. */
    List<String> log() {
        return List.copyOf(log);
    }

    /** Those that asked for an artifact's bytes. */
    List<String> artifactsAskedFor() {
        return log.stream().filter(line -> line.contains(".jar ")).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var file = folder.resolve(exchange.getRequestURI().getPath().substring(1))
                    .normalize();
            boolean there = file.startsWith(folder) && Files.isRegularFile(file);
            log.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + (there ? 200 : 404));
            if (!there) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.sendResponseHeaders(200, Files.size(file));
            Files.copy(file, exchange.getResponseBody());
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package com.a64platform.core.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A registry on a random port of this machine, which notes what it was asked for and misbehaves on demand. */
final class RegistryServer implements AutoCloseable {
    /** How to answer one request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    /** What {@code Authorization} headers came. */
    final List<String> credentials = new CopyOnWriteArrayList<>();

    final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final HttpServer server;

    RegistryServer() {
        this(RegistryServer::plain);
    }

    /** One behind TLS. */
    RegistryServer(SSLContext identity) {
        this(address -> {
            var made = HttpsServer.create(address, 0);
            made.setHttpsConfigurator(new HttpsConfigurator(identity));
            return made;
        });
    }

    private interface Making {
        HttpServer at(InetSocketAddress address) throws IOException;
    }

    private static HttpServer plain(InetSocketAddress address) throws IOException {
        return HttpServer.create(address, 0);
    }

    private RegistryServer(Making making) {
        try {
            server = making.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/modules";
    }

    void serve(String path, byte[] content) {
        answers.put(path, exchange -> send(exchange, 200, content));
    }

    static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
    }

    private void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var range = exchange.getRequestHeaders().getFirst("Range");
        credentials.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
        requests.add(range == null ? path : path + " " + range);
        try (exchange) {
            answers.getOrDefault(path, missing -> send(missing, 404, new byte[0]))
                    .to(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

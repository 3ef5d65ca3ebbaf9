package com.a64platform.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A client of a stream of events as a browser has one: when the stream ends it comes again and says what it had last. */
final class EventSource implements AutoCloseable {
    private final PlatformProcess node;
    private final String path;
    private final String token;
    private final List<String> data = new CopyOnWriteArrayList<>();
    private final List<String> lastLines = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread thread = new Thread(this::listen, "event-source");
    private volatile String lastId = "";
    private volatile String failure = "";
    private volatile long retry = 1;
    private volatile Stream<String> open = Stream.of();

    private EventSource(PlatformProcess node, String path, String token) {
        this.node = node;
        this.path = path;
        this.token = token;
    }

    static EventSource to(PlatformProcess node, String path, String token) {
        var source = new EventSource(node, path, token);
        source.thread.setDaemon(true);
        source.thread.start();
        return source;
    }

    /** The data of all events. */
    List<String> data() {
        return data;
    }

    /** How often it has begun to read. */
    int connections() {
        return connections.get();
    }

    /** What it read last before each end. */
    List<String> lastLines() {
        return lastLines;
    }

    /** Why it has given up; empty while it goes on. */
    String failure() {
        return failure;
    }

    @Override
    public void close() {
        thread.interrupt();
        open.close();
    }

    private void listen() {
        try {
            while (failure.isEmpty()) {
                once();
                Thread.sleep(retry);
            }
        } catch (IOException | UncheckedIOException broken) {
            failure = broken.toString();
        } catch (InterruptedException closed) {
            failure = "closed";
        }
    }

    private void once() throws IOException, InterruptedException {
        HttpRequest request = node.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Last-Event-ID", lastId)
                .build();
        HttpResponse<Stream<String>> answer = node.client().send(request, HttpResponse.BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            failure = "status " + answer.statusCode();
            return;
        }
        connections.incrementAndGet();
        StringBuilder last = new StringBuilder();
        open = answer.body();
        open.forEach(line -> take(line, last));
        lastLines.add(last.toString());
    }

    private void take(String line, StringBuilder last) {
        if (!line.isEmpty()) {
            last.setLength(0);
        }
        last.append(line).append('\n');
        if (line.startsWith("id: ")) {
            lastId = line.substring(4);
        } else if (line.startsWith("data: ")) {
            data.add(line.substring(6));
        } else if (line.startsWith("retry: ")) {
            retry = Long.parseLong(line.substring(7));
        }
    }
}

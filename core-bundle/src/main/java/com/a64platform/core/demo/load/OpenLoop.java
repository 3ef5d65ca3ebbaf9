package com.a64platform.core.demo.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Readers that never wait for each other: request number n is due at n times the interval, whatever became of those
 * before, and its latency counts from when it was due. A client that sent the next request only after an answer would
 * ask less while the server stalls, and measure the stall once. Closing ends it.
 */
public final class OpenLoop implements AutoCloseable {
    public static final int PER_SECOND = 200;
    public static final int CONNECTIONS = 8;

    private static final long INTERVAL_NANOS = 1_000_000_000L / PER_SECOND;
    private static final String FARMS = "/api/v1/farm-manager/farms";
    private static final String VERSION = "/api/v1/farm-manager/version";

    private final URI platform;
    private final String authorization;
    private final long begun = System.nanoTime();
    private final AtomicInteger next = new AtomicInteger();
    private final Queue<Reading> readings = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean ended;

    private OpenLoop(URI platform, String authorization) {
        this.platform = platform;
        this.authorization = authorization;
        this.threads = Stream.generate(() -> new Thread(this::read, "reader"))
                .limit(CONNECTIONS)
                .toList();
    }

    /**
     * Begins to read, over as many connections as there are threads.
     *
     * @param authorization the header's value
     */
    public static OpenLoop begin(URI platform, String authorization) {
        var loop = new OpenLoop(platform, authorization);
        loop.threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
        return loop;
    }

    /** How many have been answered or have failed. */
    public int done() {
        return readings.size();
    }

    /** When the first answer came from this version, by {@link System#nanoTime}; 0 while none has. */
    public long firstAnswerOf(String version) {
        return readings.stream()
                .filter(reading -> reading.version().equals(version))
                .mapToLong(Reading::answered)
                .min()
                .orElse(0);
    }

    /** Ends it and returns all that was read. */
    public LoadReport end() throws InterruptedException {
        close();
        for (var thread : threads) {
            thread.join();
        }
        return new LoadReport(new ArrayList<>(readings), Duration.ofNanos(System.nanoTime() - begun));
    }

    @Override
    public void close() {
        ended = true;
    }

    private void read() {
        Connection connection = null;
        try {
            while (!ended) {
                int number = next.getAndIncrement();
                long due = begun + number * INTERVAL_NANOS;
                LockSupport.parkNanos(due - System.nanoTime());
                connection = read(number, due, connection);
            }
        } finally {
            drop(connection);
        }
    }

    /** One request; a connection that broke is a failed request, and the next one is made on a new connection. */
    private Connection read(int number, long due, Connection open) {
        Connection connection = open;
        long sent = System.nanoTime();
        try {
            connection = connection == null ? new Connection(platform, authorization) : connection;
            // every other one asks which version answers; the farms look the same from both
            var reply = connection.get(number % 2 == 0 ? FARMS : VERSION);
            readings.add(Reading.of(due, sent, reply));
            return connection;
        } catch (IOException | RuntimeException broken) {
            readings.add(Reading.failed(due, sent, broken.toString()));
            drop(connection);
            return null;
        }
    }

    private static void drop(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException unclosable) {
            throw new IllegalStateException("A connection of the demo cannot be closed", unclosable);
        }
    }
}

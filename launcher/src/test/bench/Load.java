import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests over kept connections, by one thread. An open loop sends number n at n times an interval whatever became of
 * those before, or as soon after as a connection is free, and counts latency from when a request was due: a client that
 * waits would ask less while the server stalls. It opens no more connections then: thousands at once would wait for the
 * system to let them in, and the client would measure itself. A closed loop keeps a number of connections always waiting.
 * Whatever is not 200, also a connection that breaks while it waits, is a failed request; none is sent twice.
 */
final class Load implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 64;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    /** Sooner than the server, which ends idle connections after a minute: else the two could miss each other. */
    private static final long IDLE_NANOS = 10_000_000_000L;

    private final Target target;
    private final long interval;
    private final Selector selector;
    private final List<Wire> all = new ArrayList<>();
    private final ArrayDeque<Wire> idle = new ArrayDeque<>();
    private final Readings readings = new Readings();
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean ended;
    private volatile Throwable broken;
    private long begun;
    private long sent;
    private int waiting;

    private Load(Target target, long interval, int connections) throws IOException {
        this.target = target;
        this.interval = interval;
        this.selector = Selector.open();
        for (int i = 0; i < connections; i++) {
            idle.add(connect());
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** So many requests a second until it is ended. */
    static Load open(Target target, int perSecond) throws IOException {
        return new Load(target, 1_000_000_000L / perSecond, MOST_CONNECTIONS);
    }

    /** As many as are answered over so many connections, for some time. */
    static Readings closed(Target target, int connections, double seconds) throws Exception {
        try (var load = new Load(target, 0, connections)) {
            Thread.sleep((long) (seconds * 1000));
            return load.end();
        }
    }

    /** Sends no more, waits for what is still to be answered, and says what became of all. */
    Readings end() throws InterruptedException {
        ended = true;
        selector.wakeup();
        thread.join();
        if (broken != null) {
            throw new IllegalStateException("The load itself failed", broken);
        }
        return readings;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        ended = true;
        selector.wakeup();
        thread.join();
        for (var wire : all) {
            wire.close();
        }
        selector.close();
    }

    private void run() {
        begun = System.nanoTime();
        long tidied = begun;
        try {
            while (!ended || waiting > 0) {
                if (!ended) {
                    send();
                }
                await();
                receive();
                if (System.nanoTime() - tidied > 1_000_000_000L) {
                    tidied = System.nanoTime();
                    tidy(tidied);
                }
            }
        } catch (IOException | RuntimeException e) {
            broken = e;
        }
    }

    private void send() {
        if (interval == 0) {
            while (!idle.isEmpty()) {
                send(System.nanoTime());
            }
            return;
        }
        for (long due = begun + sent * interval; due <= System.nanoTime(); due = begun + sent * interval) {
            if (idle.isEmpty() && all.size() >= MOST_CONNECTIONS) {
                return; // it is sent late, and its latency says so
            }
            sent++;
            send(due);
        }
    }

    private void send(long due) {
        Wire wire = null;
        try {
            wire = idle.isEmpty() ? connect() : idle.pollFirst();
            wire.send(target, due);
            waiting++;
        } catch (IOException e) {
            readings.broke(due, "not sent: " + e.getMessage());
            drop(wire);
        }
    }

    private Wire connect() throws IOException {
        var wire = Wire.to(target.port());
        wire.idleSince = System.nanoTime();
        wire.channel.configureBlocking(false);
        wire.channel.register(selector, SelectionKey.OP_READ, wire);
        all.add(wire);
        return wire;
    }

    /** The selector counts in milliseconds; what is due sooner is waited for in short sleeps. */
    private void await() throws IOException {
        long left = interval == 0 || ended ? 100_000_000L : begun + sent * interval - System.nanoTime();
        if (left >= 1_000_000) {
            selector.select(left / 1_000_000);
        } else {
            LockSupport.parkNanos(Math.min(left, 200_000));
            selector.selectNow();
        }
    }

    private void receive() {
        for (var key : selector.selectedKeys()) {
            var wire = (Wire) key.attachment();
            boolean waited = wire.waiting;
            try {
                if (wire.receive()) {
                    answered(wire);
                }
            } catch (IOException | RuntimeException e) {
                if (waited) {
                    waiting--;
                    readings.broke(wire.due, String.valueOf(e.getMessage()));
                }
                drop(wire);
            }
        }
        selector.selectedKeys().clear();
    }

    private void answered(Wire wire) {
        waiting--;
        wire.idleSince = System.nanoTime();
        if (wire.status() == 200) {
            readings.arrived(wire.due, wire.idleSince);
        } else {
            readings.broke(wire.due, firstAndLast(wire.text()));
        }
        if (wire.last()) {
            drop(wire);
        } else {
            idle.add(wire);
        }
    }

    private static String firstAndLast(String answer) {
        return answer.lines().findFirst().orElse("") + " ... " + answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private void tidy(long now) {
        for (var wire : List.copyOf(all)) {
            if (wire.waiting && now - wire.sent > PATIENCE_NANOS) {
                waiting--;
                readings.broke(wire.due, "no answer within 30 s");
                drop(wire);
            } else if (!wire.waiting && interval > 0 && now - wire.idleSince > IDLE_NANOS) {
                drop(wire);
            }
        }
    }

    private void drop(Wire wire) {
        if (wire == null) {
            return;
        }
        all.remove(wire);
        idle.remove(wire);
        try {
            wire.close();
        } catch (IOException e) {
            throw new IllegalStateException("A connection cannot be closed", e);
        }
    }
}

package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Asks a node for one path again and again until it is told to end, and counts how often it was not answered with 200. */
final class SteadyClient {
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Thread thread;
    private volatile boolean ended;

    private SteadyClient(Operator admin, String path) {
        thread = new Thread(() -> ask(admin, path), "client");
    }

    static SteadyClient of(Operator admin, String path) {
        SteadyClient client = new SteadyClient(admin, path);
        client.thread.start();
        return client;
    }

    /** Between two questions: the processors are the node's. */
    static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }

    /** To be asked when it has ended. */
    void wasAlwaysAnswered() {
        assertThat(failed).hasValue(0);
        assertThat(answered.get()).isPositive();
    }

    private void ask(Operator admin, String path) {
        while (!ended) {
            (isAnswered(admin, path) ? answered : failed).incrementAndGet();
            pause();
        }
    }

    private static boolean isAnswered(Operator admin, String path) {
        try {
            return admin.status(path) == 200;
        } catch (UncheckedIOException cutOff) {
            return false;
        }
    }

    void end() throws InterruptedException {
        ended = true;
        thread.join();
    }
}

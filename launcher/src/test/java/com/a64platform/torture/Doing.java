package com.a64platform.torture;

import com.a64platform.torture.Act.Reply;
import java.io.IOException;

/** An act while it is done, on a thread of its own: the node is killed meanwhile. */
final class Doing {
    private final Act act;
    private final Durations durations;
    private final Thread thread = new Thread(this::run, "act");
    private volatile Reply reply = Reply.NOTHING;

    Doing(Act act, Durations durations) {
        this.act = act;
        this.durations = durations;
    }

    void start() {
        thread.start();
    }

    private void run() {
        long begun = System.nanoTime();
        try {
            reply = act.work().run();
            durations.took(act, Moments.millisSince(begun));
        } catch (IOException cutOff) {
            reply = Reply.NOTHING;
        }
    }

    void join() throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    Act act() {
        return act;
    }

    Reply reply() {
        return reply;
    }
}

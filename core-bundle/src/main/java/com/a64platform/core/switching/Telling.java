package com.a64platform.core.switching;

import com.a64platform.core.doors.Doors;

/** A module that is being told something on the thread that made this; who cuts it interrupts that. Thread-safe. */
final class Telling implements Doors.Visit {
    private final Thread thread = Thread.currentThread();
    private boolean ended;

    @Override
    public boolean lasting() {
        return false;
    }

    /** Never after the end: by then the thread may do something else. */
    @Override
    public synchronized void cut() {
        if (!ended) {
            thread.interrupt();
        }
    }

    synchronized void end() {
        ended = true;
    }
}

package com.a64platform.core.unloading;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A place of the platform's where nobody looks. */
public final class HidingPlace {
    public static final List<Object> HELD = new CopyOnWriteArrayList<>();

    private static volatile int test;

    private HidingPlace() {}

    /** Whatever interrupts it. */
    public static void stayUntilTheTestEnds() {
        int begun = test;
        while (begun == test) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            Thread.interrupted();
        }
    }

    static void endTest() {
        test++;
        HELD.clear();
    }
}

package com.a64platform.core.remnants;

import com.a64platform.core.unloading.ModuleCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;

/** The platform threads of this process. Virtual ones cannot be listed. */
final class Threads {
    static final String TIMER = "java.util.TimerThread";

    /** What makes the threads of pools that were given nothing else to. */
    private static final String FACTORIES = "java.util.concurrent.Executors$";

    /** On whose behalf it works; gone in newer Javas. */
    private static final String BEHALF = "inheritedAccessControlContext";

    private static final String POOLED = "java.util.concurrent.ThreadPoolExecutor$Worker";

    private Threads() {}

    static List<Thread> live() {
        var group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        var room = new Thread[group.activeCount() * 2 + 16];
        return new ArrayList<>(Arrays.asList(room).subList(0, group.enumerate(room)));
    }

    /**
     * Whether the module made the thread: its code is the module's, or it is an ordinary one with the module's context. A
     * thread of the platform only visits a module; one of Java's own, which a module happened to be the first to need, is
     * everybody's.
     */
    static boolean isMadeBy(ModuleCode code, Thread thread) {
        var work = work(thread);
        return code.owns(thread)
                || work.map(Threads::maker).filter(code::owns).isPresent()
                || code.isLoader(thread.getContextClassLoader()) && isOrdinary(thread, work);
    }

    private static boolean isOrdinary(Thread thread, Optional<Object> work) {
        if (thread.getClass() != Thread.class) {
            return thread.getClass().getName().equals(TIMER);
        }
        return work.map(Threads::maker)
                .map(maker -> maker.getClass().getName())
                .filter(name -> !name.startsWith(FACTORIES) && !name.equals(FutureTask.class.getName()))
                .isEmpty();
    }

    /** What it was told to run; empty when it is a class of its own that runs. */
    static Optional<Object> work(Thread thread) {
        if (Inside.has(Thread.class, "target")) {
            return Optional.ofNullable(Inside.get(Thread.class, "target", thread));
        }
        var holder = Inside.get(Thread.class, "holder", thread);
        return Optional.ofNullable(holder).map(one -> Inside.get(one.getClass(), "task", one));
    }

    /** Where the module's code stands in it, as {@code com.example.Pump.run:12}; empty when it does not. */
    static Optional<String> placeIn(ModuleCode code, Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> code.defines(frame.getClassName()))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber());
    }

    /** Its name, and where the module's code stands in it. */
    static String label(ModuleCode code, Thread thread) {
        return thread.getName()
                + placeIn(code, thread).map(place -> " in " + place).orElse("");
    }

    /** Takes from a thread what it has of the module by having been made there. */
    static void release(Thread thread) {
        thread.setContextClassLoader(Threads.class.getClassLoader());
        if (Inside.has(Thread.class, BEHALF)) {
            Inside.set(Thread.class, BEHALF, thread, null);
        }
    }

    /** Of a pool's thread it is the pool's factory that tells whose it is. */
    private static Object maker(Object work) {
        return poolOf(work).map(pool -> (Object) pool.getThreadFactory()).orElse(work);
    }

    /** The pool that a thread with this work belongs to. */
    static Optional<ThreadPoolExecutor> poolOf(Object work) {
        return work.getClass().getName().equals(POOLED)
                ? Optional.of((ThreadPoolExecutor) Inside.get(work.getClass(), "this$0", work))
                : Optional.empty();
    }
}

package com.a64platform.core.operations;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform's threads outside of a request: named for what they do, daemons, so that none of them keeps a process
 * alive. Thread-safe.
 */
@Component(service = Workers.class)
public final class Workers {
    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    private static final int SHARING = 4;

    private final AtomicInteger number = new AtomicInteger();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    /** Threads that were given up and still run, with the module whose code they are in. */
    private final Map<Thread, String> overdue = new ConcurrentHashMap<>();

    @Activate
    public Workers() {}

    /** Interrupts what still runs; does not wait for it. */
    @Deactivate
    public void close() {
        running.forEach(Thread::interrupt);
    }

    /** Runs the work on a thread of its own. */
    public Thread start(String name, Runnable work) {
        var thread = new Thread(() -> guarded(name, work), name + "-" + number.incrementAndGet());
        thread.setDaemon(true);
        // never that of a module whose request happened to need this thread: it would hold the module for ever
        thread.setContextClassLoader(Workers.class.getClassLoader());
        running.add(thread);
        thread.start();
        return thread;
    }

    /** Does the work again and again on a thread of its own, with a pause after each time, until that is interrupted. */
    public Thread repeat(String name, Duration pause, Runnable work) {
        return start(name, () -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    work.run();
                    Thread.sleep(pause.toMillis());
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * Does all of the work in its order, with a thread for each processor, four at most.
     *
     * @return done when all of it is; exceptionally when a piece of it failed, which ends the thread that did it and no other
     */
    public CompletableFuture<Void> share(String name, Collection<? extends Runnable> work) {
        var waiting = new ConcurrentLinkedQueue<Runnable>(work);
        int threads = Math.min(Math.min(SHARING, Runtime.getRuntime().availableProcessors()), work.size());
        return CompletableFuture.allOf(IntStream.range(0, threads)
                .mapToObj(number -> CompletableFuture.runAsync(() -> doAll(waiting), each -> start(name, each)))
                .toArray(CompletableFuture[]::new));
    }

    private static void doAll(Queue<Runnable> waiting) {
        for (var piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            piece.run();
        }
    }

    /**
     * Runs a module's code, which may hang, on a thread of its own and waits no longer than the limit. Code that does not
     * come back keeps its thread; the exception names it, and so does {@link #overdue} until it comes back.
     *
     * @param verb what is asked of the module, such as {@code start}
     * @param late what is to be done, on that thread, when the code comes back after it was given up
     * @throws Overdue when the limit has passed
     * @throws Exception what the work threw
     */
    public <T> T callWithin(Duration limit, String verb, String module, Callable<T> work, Runnable late)
            throws Exception {
        var task = new FutureTask<>(work);
        var outcomeTaken = new AtomicBoolean();
        var thread = start(verb + "-" + module, () -> {
            task.run();
            if (!outcomeTaken.compareAndSet(false, true)) {
                late.run();
            }
        });
        if (!ended(task, limit) && outcomeTaken.compareAndSet(false, true)) {
            throw giveUp(thread, module, limit);
        }
        return result(task);
    }

    /** The same, with nothing to be done when the code comes back late. */
    public <T> T callWithin(Duration limit, String verb, String module, Callable<T> work) throws Exception {
        return callWithin(limit, verb, module, work, () -> {});
    }

    /** Names of the threads in which code of a module does not come back. */
    public List<String> overdue(String module) {
        return overdue.entrySet().stream()
                .filter(entry -> entry.getValue().equals(module))
                .map(entry -> entry.getKey().getName())
                .sorted()
                .toList();
    }

    private static boolean ended(FutureTask<?> task, Duration limit) throws InterruptedException {
        try {
            task.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException toldByTheResult) {
            return true;
        }
    }

    private static <T> T result(FutureTask<T> task) throws Exception {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private Overdue giveUp(Thread thread, String module, Duration limit) {
        overdue.put(thread, module);
        if (!running.contains(thread)) {
            overdue.remove(thread); // It ended while it was noted.
        }
        thread.interrupt();
        return new Overdue(thread, limit);
    }

    private void guarded(String name, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            log.error("The work of thread {} ended with an error", name, failure);
        } finally {
            running.remove(Thread.currentThread());
            overdue.remove(Thread.currentThread());
        }
    }

    /** Foreign code did not come back in time. */
    public static final class Overdue extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Thread thread;

        Overdue(Thread thread, Duration limit) {
            super("it did not come back within " + limit.toMillis() + " ms; its thread is " + thread.getName());
            this.thread = thread;
        }

        /** The thread that still runs it. */
        public Thread thread() {
            return thread;
        }
    }
}

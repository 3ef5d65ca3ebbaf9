package com.a64platform.core.operations;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final AtomicInteger number = new AtomicInteger();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

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
        thread.start();
        return thread;
    }

    /**
     * Runs foreign code that may hang on a thread of its own and waits no longer than the limit. Code that does not come
     * back keeps its thread; the exception names it.
     *
     * @throws Overdue when the limit has passed
     * @throws Exception what the work threw
     */
    public <T> T callWithin(Duration limit, String name, Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        var thread = start(name, task);
        try {
            return task.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new Overdue(thread, limit);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void guarded(String name, Runnable work) {
        running.add(Thread.currentThread());
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            log.error("The work of thread {} ended with an error", name, failure);
        } finally {
            running.remove(Thread.currentThread());
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

package com.a64platform.launcher;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way down after SIGTERM or SIGINT: stop within the grace, then end with 0 whatever still hangs.
 *
 * <p>The hook itself never waits for a bundle. The virtual machine ends with 143 or 130 after a signal unless somebody
 * halts it, hence the halt on the good path as well.
 */
final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** Stops everything; called once, on a thread of its own. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private final Work work;
    private final Duration grace;
    private volatile boolean begun;
    private final CountDownLatch done = new CountDownLatch(1);

    Shutdown(Work work, Duration grace) {
        this.work = work;
        this.grace = grace;
    }

    void onSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::run, "a64-shutdown"));
    }

    /** True once a signal has come. */
    boolean begun() {
        return begun;
    }

    private void run() {
        begun = true;
        LOG.info("Stopping");
        Thread stopper = new Thread(this::stop, "a64-stop");
        stopper.setDaemon(true);
        stopper.start();
        if (!finished()) {
            LOG.error("Not stopped after {} s, ending anyway; still running: {}", grace.toSeconds(), hanging(stopper));
        }
        end();
    }

    private void stop() {
        try {
            work.run();
        } catch (Exception e) {
            LOG.error("The stop failed", e);
        } finally {
            done.countDown();
        }
    }

    private boolean finished() {
        try {
            return done.await(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void end() {
        Logging.flush();
        Runtime.getRuntime().halt(0);
    }

    /** The stopping threads with the top of their stacks: the first frame outside the JDK names the culprit. */
    private static String hanging(Thread stopper) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey() == stopper || isStopping(entry.getValue()))
                .map(Shutdown::describe)
                .collect(Collectors.joining("; "));
    }

    private static boolean isStopping(StackTraceElement[] stack) {
        return Stream.of(stack)
                .anyMatch(frame -> frame.getClassName().startsWith("org.apache.felix.framework.Felix")
                        && frame.getMethodName().startsWith("stop"));
    }

    private static String describe(Map.Entry<Thread, StackTraceElement[]> entry) {
        String frames =
                Stream.of(entry.getValue()).limit(6).map(String::valueOf).collect(Collectors.joining(" < "));
        return "thread " + entry.getKey().getName() + " in " + frames;
    }
}

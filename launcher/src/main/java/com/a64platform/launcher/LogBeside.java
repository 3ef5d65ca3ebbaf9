package com.a64platform.launcher;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The log while it is opened, which takes a thread of its own some 70 ms, beside the framework and its bundles. Nobody asks
 * for a logger before it is there: whoever comes first binds the library to what it finds.
 */
final class LogBeside {
    private final FutureTask<Boolean> opening;

    private LogBeside(FutureTask<Boolean> opening) {
        this.opening = opening;
    }

    static LogBeside open(Path folder, Logging.Rolling rolling) {
        FutureTask<Boolean> opening = new FutureTask<>(() -> Logging.open(folder, rolling), true);
        Thread thread = new Thread(opening, "a64-log");
        thread.setDaemon(true);
        thread.start();
        return new LogBeside(opening);
    }

    /**
     * Returns when it is open.
     *
     * @throws IllegalStateException when it cannot be opened
     */
    void await() {
        try {
            opening.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The log could not be opened", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the log was opened", e);
        }
    }
}

package com.a64platform.core.operations;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Does something again when it failed, after a pause that doubles each time.
 *
 * @param tries how often at the most, the first time included
 */
record Retry(int tries, Duration pause) {
    /**
     * @param again hears of every failure after which it is tried again
     * @throws RuntimeException the last failure, as it was thrown
     */
    void run(Runnable action, Consumer<Throwable> again) {
        for (int attempt = 1; ; attempt++) {
            try {
                action.run();
                return;
            } catch (RuntimeException | LinkageError failure) {
                if (attempt >= tries) {
                    throw failure;
                }
                again.accept(failure);
                LockSupport.parkNanos(pause.toNanos() << attempt);
            }
        }
    }
}

package com.a64platform.core.revalidation;

import com.a64platform.core.leasing.LicenseQuestions;
import com.a64platform.core.operations.Workers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one question open at the license server, so that a revocation is heard of at once. What it hears is only a hint to
 * ask: nothing of it has to be believed. Thread-safe.
 */
@Component(service = ServerWatch.class)
public final class ServerWatch {
    private static final Logger log = LoggerFactory.getLogger(ServerWatch.class);
    /** However a server behaves, it is not asked more often than this. */
    private static final Duration SHORTEST = Duration.ofMillis(250);

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration UNTIL_NEEDED = Duration.ofSeconds(1);

    private final Workers workers;
    private final LicenseQuestions questions;
    private final LeaseRenewal renewal;
    /** Whether the log has it that the server does not answer; used by the one thread only. */
    private boolean told;

    private volatile boolean closed;

    @Activate
    public ServerWatch(
            @Reference Workers workers, @Reference LicenseQuestions questions, @Reference LeaseRenewal renewal) {
        this.workers = workers;
        this.questions = questions;
        this.renewal = renewal;
    }

    /** From now on the server is listened to, when there is one and a license that it knows. */
    public void begin() {
        if (questions.possible()) {
            workers.start("license-server-watch", this::run);
        }
    }

    @Deactivate
    public void close() {
        closed = true;
    }

    private void run() {
        long known = 0;
        Duration pause = SHORTEST;
        try {
            while (!closed) {
                if (!renewal.needed()) {
                    TimeUnit.MILLISECONDS.sleep(UNTIL_NEEDED.toMillis());
                    continue;
                }
                long change = listen(known);
                // after a failure everything may have changed: a number that none has is answered at once
                known = Math.max(change, 0);
                pause = change < 0 ? longer(pause) : SHORTEST;
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return the number of the last change; -1 when the server does not answer */
    private long listen(long known) throws InterruptedException {
        try {
            long change = questions.awaitChange(known);
            told = false;
            if (change != known) {
                renewal.hint();
            }
            return change;
        } catch (InterruptedIOException stopping) {
            throw new InterruptedException(stopping.getMessage());
        } catch (IOException failed) {
            if (!told) {
                told = true;
                log.warn("The license server {}; licenses go on, changes are heard of later", failed.getMessage());
            }
            return -1;
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
}

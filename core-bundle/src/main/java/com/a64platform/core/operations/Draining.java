package com.a64platform.core.operations;

import com.a64platform.core.platform.Readiness;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first step of a stop, called by the launcher while everything still runs: takes no more requests and operations and
 * waits for those that are inside. The launcher finds it by {@code a64.drain=true} and passes how many milliseconds it may take.
 */
@Component(service = LongConsumer.class, property = "a64.drain=true")
public final class Draining implements LongConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);

    private final Readiness readiness;
    private final Operations operations;

    @Activate
    public Draining(@Reference Readiness readiness, @Reference Operations operations) {
        this.readiness = readiness;
        this.operations = operations;
    }

    @Override
    public void accept(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        readiness.enter(Readiness.Phase.STOPPING);
        if (!readiness.awaitIdle(Duration.ofMillis(millis))) {
            LOG.warn("Requests were still inside after {} ms; they are cut off", millis);
        }
        if (!operations.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
            LOG.warn("Operations still run; the next start resumes or undoes them");
        }
    }
}

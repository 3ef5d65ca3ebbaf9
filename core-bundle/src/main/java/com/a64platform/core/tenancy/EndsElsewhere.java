package com.a64platform.core.tenancy;

import com.a64platform.core.identity.Sessions;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenants;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What another node has ended ends here as well: tenants that it closed, sessions that it ended. Requests ask the memory
 * only; this reads the store for all of them, and only where other nodes may write to it. While the store does not answer,
 * what is known counts.
 */
@Component(service = EndsElsewhere.class, immediate = true)
public final class EndsElsewhere {
    private static final Logger log = LoggerFactory.getLogger(EndsElsewhere.class);
    /** By so much later than on its own node an end counts here; docs/operations.md names it. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Sessions sessions;
    private final Tenants tenants;
    private final Optional<Thread> rounds;
    private boolean silent;

    @Activate
    public EndsElsewhere(
            @Reference Sessions sessions,
            @Reference Tenants tenants,
            @Reference Workers workers,
            @Reference Platform platform) {
        this(sessions, tenants, workers, platform.settings().mongoUri().map(shared -> PAUSE));
    }

    /** @param pause empty when no other node may write to the store */
    EndsElsewhere(Sessions sessions, Tenants tenants, Workers workers, Optional<Duration> pause) {
        this.sessions = sessions;
        this.tenants = tenants;
        this.rounds = pause.map(length -> workers.repeat("ends-elsewhere", length, this::round));
    }

    @Deactivate
    public void close() {
        rounds.ifPresent(Thread::interrupt);
    }

    /** One failure must not end the rounds. */
    private void round() {
        try {
            sessions.catchUp();
            tenants.catchUp();
            silent = false;
        } catch (ProblemException away) {
            if (!silent) {
                log.warn("What other nodes have ended cannot be read: {}", away.detail());
            }
            silent = true;
        } catch (RuntimeException failure) {
            log.error("What other nodes have ended could not be taken over", failure);
        }
    }
}

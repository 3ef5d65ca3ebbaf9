package com.a64platform.core.offers;

import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the registries from time to time, although nobody installs anything: revocations and withdrawals are to be known.
 */
@Component(service = RegistryWatch.class, immediate = true)
public final class RegistryWatch {
    private static final Logger log = LoggerFactory.getLogger(RegistryWatch.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final Catalogs catalogs;
    private final Thread watcher;

    @Activate
    public RegistryWatch(@Reference Catalogs catalogs, @Reference Workers workers) {
        this.catalogs = catalogs;
        this.watcher = workers.repeat("registry-watch", PAUSE, this::look);
    }

    @Deactivate
    public void close() {
        watcher.interrupt();
    }

    private void look() {
        try {
            catalogs.listings();
        } catch (ProblemException away) {
            log.warn("The registries could not be looked at: {}", away.detail());
        }
    }
}

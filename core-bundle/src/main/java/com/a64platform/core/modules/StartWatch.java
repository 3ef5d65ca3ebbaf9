package com.a64platform.core.modules;

import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Readiness;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what the platform's own components lack when its start takes unusually long. */
@Component(service = StartWatch.class, immediate = true)
public final class StartWatch {
    private static final Logger log = LoggerFactory.getLogger(StartWatch.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BundleContext context;
    private final ComponentCheck components;
    private final Readiness readiness;
    private volatile boolean closed;

    @Activate
    public StartWatch(
            BundleContext context,
            @Reference ComponentCheck components,
            @Reference Readiness readiness,
            @Reference Workers workers) {
        this.context = context;
        this.components = components;
        this.readiness = readiness;
        workers.start("start-watch", this::watch);
    }

    @Deactivate
    public void close() {
        closed = true;
    }

    private void watch() {
        LockSupport.parkNanos(PATIENCE.toNanos());
        while (!closed && readiness.phase() == Readiness.Phase.STARTING) {
            components
                    .lacks(context.getBundle())
                    .forEach(lack -> log.warn("The platform is not ready yet: of the core, {}", lack));
            LockSupport.parkNanos(PATIENCE.toNanos());
        }
    }
}

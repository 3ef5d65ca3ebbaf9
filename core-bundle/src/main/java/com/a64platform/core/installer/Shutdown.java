package com.a64platform.core.installer;

import com.a64platform.core.platform.Readiness;
import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops gracefully: when the framework begins to stop, before any bundle does, no more requests are taken and those
 * inside are waited for.
 */
@Component(service = Shutdown.class, immediate = true)
public final class Shutdown implements SynchronousBundleListener {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);

    private final BundleContext context;
    private final Readiness readiness;

    @Activate
    public Shutdown(BundleContext context, @Reference Readiness readiness) {
        this.context = context;
        this.readiness = readiness;
        context.addBundleListener(this);
    }

    @Deactivate
    public void close() {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            readiness.enter(Readiness.Phase.STOPPING);
            if (!readiness.awaitIdle(DRAIN_LIMIT)) {
                log.warn("Requests are still inside after {} s; stopping all the same", DRAIN_LIMIT.toSeconds());
            }
        }
    }
}

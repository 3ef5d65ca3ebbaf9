package com.a64platform.core.observing;

import com.a64platform.core.modules.InstallationRepository;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.StoreSilence;
import com.a64platform.core.tenants.Tenant;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether the store may be behind what goes wrong. */
@Component(service = StoreCheck.class)
public final class StoreCheck {
    private static final Logger log = LoggerFactory.getLogger(StoreCheck.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final InstallationRepository store;
    private final StoreSilence silence;
    private final Workers workers;

    @Activate
    public StoreCheck(
            @Reference InstallationRepository store, @Reference StoreSilence silence, @Reference Workers workers) {
        this.store = store;
        this.silence = silence;
        this.workers = workers;
    }

    /** How often it has not answered a module. */
    public long silences() {
        return silence.times();
    }

    /** Whether it answers now. */
    public boolean answers() {
        try {
            return workers.callWithin(LIMIT, "ask", "store", () -> {
                store.find(Tenant.DEFAULT_ID, "store");
                return true;
            });
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception away) {
            log.info("The store does not answer: {}", away.getMessage());
            return false;
        }
    }
}

package com.a64platform.core.platform;

import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Counts how often the store did not answer a module, so that nobody blames the module for it. Thread-safe. */
@Component(service = StoreSilence.class)
public final class StoreSilence {
    private final AtomicLong times = new AtomicLong();

    @Activate
    public StoreSilence() {}

    public void noticed() {
        times.incrementAndGet();
    }

    public long times() {
        return times.get();
    }
}

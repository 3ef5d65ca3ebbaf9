package com.a64platform.farm;

import com.a64platform.api.HealthProbe;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The module can serve once its resources are active: there is no probe before that. The store is the platform's care. */
@Component(service = HealthProbe.class)
public final class FarmHealth implements HealthProbe {
    private final ModuleVersion version;

    @Activate
    public FarmHealth(
            @Reference FarmResource farms, @Reference BlockResource blocks, @Reference ModuleVersion version) {
        this.version = version;
    }

    @Override
    public Health check() {
        return new Health(true, version.module() + " " + version.version() + " serves.");
    }
}

package com.a64platform.farm;

import com.a64platform.api.ModuleLifecycle;
import com.a64platform.api.TenantContext;
import org.osgi.service.component.annotations.Component;

/** Makes sure of the indexes before a tenant's first request, and again whenever the module is enabled. */
@Component(service = ModuleLifecycle.class)
public final class FarmLifecycle implements ModuleLifecycle {
    @Override
    public void onInstall(TenantContext context) {
        prepare(context);
    }

    @Override
    public void onEnable(TenantContext context) {
        prepare(context);
    }

    @Override
    public void migrate(TenantContext context, String from, String to) {
        prepare(context);
    }

    private static void prepare(TenantContext context) {
        Farms.prepare(context.database());
        Blocks.prepare(context.database());
    }
}

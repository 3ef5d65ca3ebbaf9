package com.a64platform.core.modules;

import com.a64platform.api.ModuleLifecycle;
import com.a64platform.api.TenantContext;
import java.util.Map;

/** A module's hooks, each called with the module's context loader. */
record GuidedLifecycle(BundleRevision revision, ModuleLifecycle hooks) implements ModuleLifecycle {
    @Override
    public void onInstall(TenantContext context) {
        inside(() -> hooks.onInstall(context));
    }

    @Override
    public void onEnable(TenantContext context) {
        inside(() -> hooks.onEnable(context));
    }

    @Override
    public void onDisable(TenantContext context) {
        inside(() -> hooks.onDisable(context));
    }

    @Override
    public void onUninstall(TenantContext context) {
        inside(() -> hooks.onUninstall(context));
    }

    @Override
    public void migrate(TenantContext context, String from, String to) {
        inside(() -> hooks.migrate(context, from, to));
    }

    @Override
    public Map<String, Object> migrateSettings(Map<String, Object> settings, String from, String to) {
        return revision.inside(() -> hooks.migrateSettings(settings, from, to));
    }

    private void inside(Runnable hook) {
        revision.inside(() -> {
            hook.run();
            return true;
        });
    }
}

package com.a64platform.api;

import java.util.Map;

/**
 * Hooks into a module's life in a tenant. Optional: a module registers at most one as a service. Each hook may be called
 * again after a crash and must then come to the same end. A hook that throws fails the operation, which is then undone.
 * Called from a platform thread, one call at a time for each tenant, within the operation's time limit.
 */
public interface ModuleLifecycle {
    /** The module was installed in the tenant, before its routes serve. Create what the module needs: indexes, defaults. */
    default void onInstall(TenantContext context) {}

    /** The module was enabled in the tenant, at installation too, before its routes serve. */
    default void onEnable(TenantContext context) {}

    /** The module was disabled in the tenant; its routes no longer serve. */
    default void onDisable(TenantContext context) {}

    /** The module is leaving the tenant; its data stays unless the administrator asked for its deletion. */
    default void onUninstall(TenantContext context) {}

    /**
     * Brings a tenant's data from one version to the next. Additive only: the old version still serves while this runs.
     *
     * @param context the tenant
     * @param from the version that serves now, SemVer 2
     * @param to this version, SemVer 2
     */
    default void migrate(TenantContext context, String from, String to) {}

    /**
     * Makes a tenant's settings of another version fit this one's schema: renames a setting, say. Asked only when the
     * descriptor says {@code config.migrates}, before the version takes over; has no effect outside. What it returns and the
     * schema does not know is dropped.
     *
     * @param settings what was set there, by setting, sensitive values in plain; without what is left to defaults
     * @param from the version that serves now, SemVer 2
     * @param to this version, SemVer 2
     * @return what shall be set
     */
    default Map<String, Object> migrateSettings(Map<String, Object> settings, String from, String to) {
        return settings;
    }
}

package com.a64platform.api;

/**
 * Hears that a tenant's settings have changed, without a restart or a reload of the module. Optional: a module registers at
 * most one as a service. A module that only reads its settings in its resource methods needs none.
 *
 * <p>Called on a thread of the platform, one call at a time, after the change counts: a request that begins from then on
 * sees it too. Changes in quick succession may be told as one, always with what counts at last. Whoever made the change
 * does not wait for it. A call has ten seconds; one that throws or does not come back takes nothing back and is named under
 * {@code GET /api/v1/modules/{name}/why}. It is not called when a version begins to serve.
 */
@FunctionalInterface
public interface SettingsListener {
    /** @param context the tenant, with its settings as they are now; valid until the call returns */
    void changed(TenantContext context);
}

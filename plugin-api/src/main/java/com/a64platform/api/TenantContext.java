package com.a64platform.api;

import com.a64platform.api.data.ModuleDatabase;

/** One tenant as a module's life-cycle hook or {@link SettingsListener} sees it. Thread-safe; valid until the hook returns. */
public interface TenantContext {
    /** The tenant the hook is called for. */
    CurrentTenant tenant();

    /** The module's own data of that tenant. */
    ModuleDatabase database();

    /** The module's settings in that tenant, as they are when the hook is called. */
    ModuleSettings settings();
}

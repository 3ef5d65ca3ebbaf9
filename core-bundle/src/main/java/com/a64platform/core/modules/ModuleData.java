package com.a64platform.core.modules;

import com.a64platform.api.data.ModuleDatabase;
import java.util.List;

/** Opens and removes modules' data. Thread-safe. */
public interface ModuleData {
    /**
     * A module's collections in one tenant; opening asks nothing of the store.
     *
     * @param tenantDatabase the tenant's opaque database name
     * @param collections the names its descriptor declares
     */
    ModuleDatabase open(String tenantDatabase, String module, List<String> collections);

    /** Removes every collection of the module in the tenant, for good; nothing happens when there is none. */
    void drop(String tenantDatabase, String module);
}

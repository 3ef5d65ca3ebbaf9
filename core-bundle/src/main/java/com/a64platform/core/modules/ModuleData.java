package com.a64platform.core.modules;

import com.a64platform.api.data.ModuleDatabase;
import java.util.List;
import java.util.Map;

/** Opens and removes modules' data. Thread-safe. */
public interface ModuleData {
    /** How many documents more may be written. Thread-safe; asks no store. */
    interface Room {
        /** As many as one likes. */
        Room ENDLESS = new Room() {
            @Override
            public void take() {}

            @Override
            public void give(long documents) {}
        };

        /** @throws com.a64platform.api.data.DataLimitException when there is none for one document more */
        void take();

        /** Documents were deleted, or not written in the end. */
        void give(long documents);
    }

    /**
     * A module's collections in one tenant; opening asks nothing of the store.
     *
     * @param tenantDatabase the tenant's opaque database name
     * @param collections the names its descriptor declares
     * @param room what each document takes some of
     */
    ModuleDatabase open(String tenantDatabase, String module, List<String> collections, Room room);

    /** Removes every collection of the module in the tenant, for good; nothing happens when there is none. */
    void drop(String tenantDatabase, String module);

    /**
     * How many documents each module has in the tenant, as the store knows without reading them.
     *
     * @throws com.a64platform.core.problem.ProblemException STORE_UNAVAILABLE
     */
    Map<String, Long> documents(String tenantDatabase);
}

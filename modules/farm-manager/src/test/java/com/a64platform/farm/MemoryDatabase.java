package com.a64platform.farm;

import com.a64platform.api.data.ModuleCollection;
import com.a64platform.api.data.ModuleDatabase;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One tenant's data in memory, for tests. */
final class MemoryDatabase implements ModuleDatabase {
    private static final Set<String> DECLARED = Set.of("farms", "blocks");

    private final Map<String, MemoryCollection> collections = new ConcurrentHashMap<>();

    @Override
    public ModuleCollection collection(String name) {
        if (!DECLARED.contains(name)) {
            throw new IllegalArgumentException("The descriptor declares no collection " + name);
        }
        return collections.computeIfAbsent(name, ignored -> new MemoryCollection());
    }
}

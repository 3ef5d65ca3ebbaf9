package com.a64platform.api.data;

/**
 * A module's collections in one tenant. A resource method takes it as a parameter annotated with {@code @Context}: it is
 * then bound to the calling module and the caller's tenant, and no call through it can reach another's. Thread-safe.
 */
public interface ModuleDatabase {
    /**
     * One of the module's collections.
     *
     * @param name a name from the descriptor's {@code databaseCollections}
     * @return the collection; it need not exist yet
     * @throws IllegalArgumentException when the descriptor does not declare the name
     */
    ModuleCollection collection(String name);
}

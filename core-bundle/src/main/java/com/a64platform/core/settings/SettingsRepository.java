package com.a64platform.core.settings;

import java.util.List;
import java.util.Optional;

/** Keeps versions of settings. Thread-safe; every write is durable on return. */
public interface SettingsRepository {
    /** @throws com.a64platform.core.problem.ProblemException CONFLICT when there is one with this id; it stays */
    void add(SettingsVersion version);

    /** Writes the sealed values of a version that is there; nothing happens when it is gone. */
    void reseal(SettingsVersion version);

    Optional<SettingsVersion> find(String tenantId, String module, String id);

    /** All that are kept for a module in a tenant, in no order. */
    List<SettingsVersion> find(String tenantId, String module);

    /** All there are, in no order: for sealing anew only. */
    List<SettingsVersion> all();

    /** Removes one; nothing happens when it is gone. */
    void remove(String tenantId, String module, String id);

    /** Removes all of a module in a tenant. */
    void remove(String tenantId, String module);
}

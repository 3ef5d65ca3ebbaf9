package com.a64platform.core.modules;

import java.util.List;
import java.util.Optional;

/** Keeps installations. Thread-safe; every write is durable on return. */
public interface InstallationRepository {
    /** @throws com.a64platform.core.problem.ProblemException MODULE_ALREADY_INSTALLED when tenant and module have one */
    void add(Installation installation);

    /**
     * Writes an installation if its document still is at {@code installation.revision()}, and returns it at the next.
     *
     * @throws com.a64platform.core.problem.ProblemException CONFLICT when somebody else wrote it in between or it is gone
     */
    Installation update(Installation installation);

    /** Removes it whatever its revision; nothing happens when it is gone. */
    void remove(String id);

    Optional<Installation> find(String id);

    Optional<Installation> find(String tenantId, String moduleName);

    /** By module and tenant, all of them. */
    List<Installation> all();
}

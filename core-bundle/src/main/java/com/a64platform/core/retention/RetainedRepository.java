package com.a64platform.core.retention;

import java.util.List;
import java.util.Optional;

/**
 * Keeps what modules have left. Thread-safe; every write is durable on return and carries the fencing token of the step
 * that makes it.
 */
public interface RetainedRepository {
    /**
     * Writes it, in place of what was known.
     *
     * @throws com.a64platform.core.problem.ProblemException CONFLICT when a larger fence has written it
     */
    void put(Retained retained, long fence);

    /** Removes it unless a larger fence has written it; nothing happens when there is none. */
    void remove(String tenantId, String module, long fence);

    Optional<Retained> find(String tenantId, String module);

    /** By module and tenant, all of them. */
    List<Retained> all();
}

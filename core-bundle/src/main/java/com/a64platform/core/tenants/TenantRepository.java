package com.a64platform.core.tenants;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps tenants. Thread-safe; every write is durable on return. */
public interface TenantRepository {
    /** @throws com.a64platform.core.problem.ProblemException CONFLICT when the id or name is taken */
    void add(Tenant tenant);

    /**
     * Gives a tenant another name, and returns it as it is then; empty when there is none.
     *
     * @throws com.a64platform.core.problem.ProblemException CONFLICT when the name is another tenant's
     */
    Optional<Tenant> rename(String id, String name);

    /**
     * Closes a tenant, or opens it again, and returns it as it is then; empty when there is none.
     *
     * @param closedAt when it was closed; empty to open it
     */
    Optional<Tenant> setClosed(String id, Optional<Instant> closedAt);

    /** Gives a tenant other limits, all of them, and returns it as it is then; empty when there is none. */
    Optional<Tenant> setLimits(String id, TenantLimits limits);

    Optional<Tenant> find(String id);

    /** All tenants by name. */
    List<Tenant> all();
}

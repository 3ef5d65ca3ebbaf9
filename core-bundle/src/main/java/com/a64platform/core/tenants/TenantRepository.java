package com.a64platform.core.tenants;

import java.util.List;
import java.util.Optional;

/** Keeps tenants. Thread-safe; every write is durable on return. */
public interface TenantRepository {
    /** @throws com.a64platform.core.problem.ProblemException CONFLICT when the id or name is taken */
    void add(Tenant tenant);

    Optional<Tenant> find(String id);

    /** All tenants by name. */
    List<Tenant> all();
}

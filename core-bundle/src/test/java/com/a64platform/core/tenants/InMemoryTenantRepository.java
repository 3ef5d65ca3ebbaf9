package com.a64platform.core.tenants;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tenants in memory. */
public class InMemoryTenantRepository implements TenantRepository {
    private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();

    @Override
    public void add(Tenant tenant) {
        if (tenants.containsKey(tenant.id())
                || tenants.values().stream().anyMatch(old -> old.name().equalsIgnoreCase(tenant.name()))) {
            throw new ProblemException(ErrorCode.CONFLICT, "taken");
        }
        tenants.put(tenant.id(), tenant);
    }

    @Override
    public Optional<Tenant> rename(String id, String name) {
        if (tenants.values().stream()
                .anyMatch(other -> !other.id().equals(id) && other.name().equalsIgnoreCase(name))) {
            throw new ProblemException(ErrorCode.CONFLICT, "taken");
        }
        return Optional.ofNullable(tenants.computeIfPresent(
                id, (key, old) -> new Tenant(id, name, old.database(), old.closedAt(), old.limits())));
    }

    @Override
    public Optional<Tenant> setClosed(String id, Optional<Instant> closedAt) {
        return Optional.ofNullable(tenants.computeIfPresent(
                id, (key, old) -> new Tenant(id, old.name(), old.database(), closedAt, old.limits())));
    }

    @Override
    public Optional<Tenant> setLimits(String id, TenantLimits limits) {
        return Optional.ofNullable(tenants.computeIfPresent(
                id, (key, old) -> new Tenant(id, old.name(), old.database(), old.closedAt(), limits)));
    }

    @Override
    public Optional<Tenant> find(String id) {
        return Optional.ofNullable(tenants.get(id));
    }

    @Override
    public List<Tenant> all() {
        return tenants.values().stream()
                .sorted(Comparator.comparing(Tenant::name))
                .toList();
    }
}

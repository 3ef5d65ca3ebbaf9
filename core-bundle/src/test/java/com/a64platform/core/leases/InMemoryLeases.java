package com.a64platform.core.leases;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps leases as long as the test lives. */
public final class InMemoryLeases implements LeaseRepository {
    private final Map<String, LeaseRecord> leases = new ConcurrentHashMap<>();

    @Override
    public Optional<LeaseRecord> find(String issuer, String license) {
        return Optional.ofNullable(leases.get(issuer + ":" + license));
    }

    @Override
    public List<LeaseRecord> all() {
        return List.copyOf(leases.values());
    }

    @Override
    public void put(LeaseRecord lease) {
        leases.put(lease.issuer() + ":" + lease.license(), lease);
    }

    @Override
    public void remove(String issuer, String license) {
        leases.remove(issuer + ":" + license);
    }
}

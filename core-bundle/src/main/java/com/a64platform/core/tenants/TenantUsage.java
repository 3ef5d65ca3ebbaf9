package com.a64platform.core.tenants;

import java.time.Instant;
import java.util.List;

/**
 * What a tenant's requests have used of this node.
 *
 * @param since when counting began
 * @param refusedByRate how many came too fast
 * @param refusedAtOnce for how many too many were open
 * @param requests by module
 */
public record TenantUsage(Instant since, long refusedByRate, long refusedAtOnce, List<RequestUsage> requests) {
    public TenantUsage {
        requests = List.copyOf(requests);
    }

    /** Those to one module; empty when there was none. */
    public List<RequestUsage> of(String module) {
        return requests.stream().filter(one -> one.module().equals(module)).toList();
    }
}

package com.a64platform.core.tenants;

import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Counts tenants' requests on this node and refuses those above a tenant's limits. Asks no store and never waits; other
 * nodes count their own. Thread-safe.
 */
@Component(service = RequestMeters.class)
public final class RequestMeters {
    private final Map<String, TenantMeter> meters = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final Instant since = Clock.systemUTC().instant();

    @Activate
    public RequestMeters() {
        this(System::nanoTime);
    }

    RequestMeters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * A request has come; it may have to wait before it is let in.
     *
     * @throws ProblemException RATE_LIMIT_REACHED when it is one too many, with how long to wait
     */
    public void requireRate(Tenant tenant) {
        of(tenant).requireRate(tenant.limits());
    }

    /**
     * A request is let in.
     *
     * @param module it is for; empty for the platform's own operations
     * @param limits those that count for it
     * @return to be ended when it has left
     * @throws ProblemException CONCURRENCY_LIMIT_REACHED when it is one too many
     */
    public MeteredRequest enter(Tenant tenant, String module, TenantLimits limits) {
        return of(tenant).enter(module, limits);
    }

    /** What a tenant's requests have used since the node's start; nothing, when there were none. */
    public TenantUsage usage(Tenant tenant) {
        return of(tenant).usage(since);
    }

    private TenantMeter of(Tenant tenant) {
        var meter = meters.get(tenant.id());
        return meter != null ? meter : meters.computeIfAbsent(tenant.id(), id -> new TenantMeter(nanoTime));
    }
}

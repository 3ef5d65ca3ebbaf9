package com.a64platform.core.tenancy;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantLimits;
import com.a64platform.core.tenants.Tenants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gives a tenant other limits, so that all of them hold on this node when it is said to be done. Thread-safe. */
@Component(service = LimitTenant.class)
public final class LimitTenant {
    private final Tenants tenants;
    private final StoredData stored;

    @Activate
    public LimitTenant(@Reference Tenants tenants, @Reference StoredData stored) {
        this.tenants = tenants;
        this.stored = stored;
    }

    /** @throws ProblemException NOT_FOUND when there is no such tenant */
    public Tenant set(Audit.Actor actor, String id, TenantLimits limits) {
        var tenant = tenants.limit(actor, id, limits);
        stored.count(tenant);
        return tenant;
    }
}

package com.a64platform.core.rest.tenants;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.tenancy.UsageReport;
import com.a64platform.core.tenants.Tenants;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a tenant uses, for its administrators and for super_admins. */
@Component(service = CoreResource.class)
@Path("tenants/{id}/usage")
@Produces(MediaType.APPLICATION_JSON)
public final class UsageResource implements CoreResource {
    private final Tenants tenants;
    private final UsageReport usage;

    @Activate
    public UsageResource(@Reference Tenants tenants, @Reference UsageReport usage) {
        this.tenants = tenants;
        this.usage = usage;
    }

    /** Requests as this node has counted them since its start; what is stored, as it is for all nodes. */
    @GET
    @RolesAllowed(Caller.TENANT_ADMIN)
    public UsageView get(@PathParam("id") String id, @Context Caller caller) {
        return UsageView.of(usage.of(tenants.require(caller.actingIn(id))));
    }
}

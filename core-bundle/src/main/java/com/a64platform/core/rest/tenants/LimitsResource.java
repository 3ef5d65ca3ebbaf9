package com.a64platform.core.rest.tenants;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.tenancy.LimitTenant;
import com.a64platform.core.tenants.Tenants;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a tenant may use: seen by its administrators, set by a super_admin. */
@Component(service = CoreResource.class)
@Path("tenants/{id}/limits")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class LimitsResource implements CoreResource {
    private final Tenants tenants;
    private final LimitTenant limiting;

    @Activate
    public LimitsResource(@Reference Tenants tenants, @Reference LimitTenant limiting) {
        this.tenants = tenants;
        this.limiting = limiting;
    }

    @GET
    @RolesAllowed(Caller.TENANT_ADMIN)
    public LimitsDocument get(@PathParam("id") String id, @Context Caller caller) {
        return LimitsDocument.of(tenants.require(caller.actingIn(id)).limits());
    }

    /** Puts these in the place of all that there were; what is left out is not limited any more. */
    @PUT
    @RolesAllowed(Caller.SUPER_ADMIN)
    public LimitsDocument set(@PathParam("id") String id, LimitsDocument body, @Context Audit.Actor actor) {
        var limits = Bodies.required(body).toLimits();
        return LimitsDocument.of(limiting.set(actor, id, limits).limits());
    }
}

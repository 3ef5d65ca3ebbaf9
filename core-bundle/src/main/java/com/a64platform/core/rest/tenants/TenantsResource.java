package com.a64platform.core.rest.tenants;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.Users;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.Page;
import com.a64platform.core.rest.PageRequest;
import com.a64platform.core.tenancy.CloseTenant;
import com.a64platform.core.tenants.Tenants;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tenants: a super_admin makes them and sees all, anybody else those he belongs to. */
@Component(service = CoreResource.class)
@Path("tenants")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class TenantsResource implements CoreResource {
    private final Tenants tenants;
    private final CloseTenant closing;
    private final Users users;

    @Activate
    public TenantsResource(@Reference Tenants tenants, @Reference CloseTenant closing, @Reference Users users) {
        this.tenants = tenants;
        this.closing = closing;
        this.users = users;
    }

    /** A page of those the caller can act in, by name; a super_admin sees the closed ones too. */
    @GET
    public Page<TenantView.Listed> list(
            @QueryParam("page") String page, @QueryParam("perPage") String perPage, @Context Caller caller) {
        var user = users.visible(caller, caller.id());
        var mine = tenants.all().stream()
                .filter(tenant -> caller.superAdmin()
                        || tenant.open() && user.in(tenant.id()).isPresent())
                .map(TenantView.Listed::of)
                .toList();
        return Page.cut(mine, PageRequest.of(page, perPage));
    }

    @POST
    @RolesAllowed(Caller.SUPER_ADMIN)
    public Response create(TenantRequests.Named body, @Context Audit.Actor actor) {
        var tenant = tenants.create(actor, Bodies.required(body).name());
        return Response.created(URI.create("/api/v1/tenants/" + tenant.id()))
                .entity(TenantView.Listed.of(tenant))
                .build();
    }

    /** The tenant with its members, for its administrators. */
    @GET
    @Path("{id}")
    @RolesAllowed(Caller.TENANT_ADMIN)
    public TenantView get(@PathParam("id") String id, @Context Caller caller) {
        var tenant = tenants.require(caller.actingIn(id));
        return TenantView.of(tenant, users.members(tenant.id()));
    }

    /** Gives the tenant another name. */
    @PUT
    @Path("{id}")
    @RolesAllowed(Caller.TENANT_ADMIN)
    public TenantView rename(
            @PathParam("id") String id, TenantRequests.Named body, @Context Caller caller, @Context Audit.Actor actor) {
        var name = Bodies.required(body).name();
        var tenant = tenants.requireOpen(caller.actingIn(id)).id();
        return TenantView.of(tenants.rename(actor, tenant, name), users.members(tenant));
    }

    /** Closes a tenant: nobody acts in it any more, nothing of it is deleted. 409 with the list while it has modules. */
    @DELETE
    @Path("{id}")
    @RolesAllowed(Caller.SUPER_ADMIN)
    public void close(@PathParam("id") String id, @Context Audit.Actor actor) {
        closing.close(actor, id);
    }

    /** Opens a closed tenant again, with its members as they were. */
    @POST
    @Path("{id}/reopen")
    @RolesAllowed(Caller.SUPER_ADMIN)
    @Consumes(MediaType.WILDCARD)
    public TenantView.Listed reopen(@PathParam("id") String id, @Context Audit.Actor actor) {
        return TenantView.Listed.of(tenants.reopen(actor, id));
    }
}

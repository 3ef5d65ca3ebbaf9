package com.a64platform.core.rest.tenants;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.Users;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.Page;
import com.a64platform.core.rest.PageRequest;
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
    private final Users users;

    @Activate
    public TenantsResource(@Reference Tenants tenants, @Reference Users users) {
        this.tenants = tenants;
        this.users = users;
    }

    /** A page of those the caller can act in, by name. */
    @GET
    public Page<TenantView.Listed> list(
            @QueryParam("page") String page, @QueryParam("perPage") String perPage, @Context Caller caller) {
        var user = users.visible(caller, caller.id());
        var mine = tenants.all().stream()
                .filter(tenant -> caller.superAdmin() || user.in(tenant.id()).isPresent())
                .map(TenantView.Listed::of)
                .toList();
        return Page.cut(mine, PageRequest.of(page, perPage));
    }

    @POST
    @RolesAllowed(Caller.SUPER_ADMIN)
    public Response create(TenantRequests.Create body, @Context Audit.Actor actor) {
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

    /** Makes a user a member, or changes what the member is; the user's sessions end. */
    @PUT
    @Path("{id}/members/{userId}")
    @RolesAllowed(Caller.TENANT_ADMIN)
    public TenantView join(
            @PathParam("id") String id,
            @PathParam("userId") String userId,
            TenantRequests.Member body,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var tenant = tenants.require(caller.actingIn(id));
        users.change(actor, caller, userId, Bodies.required(body).toChange(tenant.id()));
        return TenantView.of(tenant, users.members(tenant.id()));
    }

    /** Takes a member out; the account stays. */
    @DELETE
    @Path("{id}/members/{userId}")
    @RolesAllowed(Caller.TENANT_ADMIN)
    public void leave(
            @PathParam("id") String id,
            @PathParam("userId") String userId,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        users.leave(actor, caller, userId, tenants.require(caller.actingIn(id)).id());
    }
}

package com.a64platform.core.rest.users;

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
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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

/** Users: a super_admin sees and changes all, a tenant_admin those of the own tenant, everybody may see oneself. */
@Component(service = CoreResource.class)
@Path("users")
@Produces(MediaType.APPLICATION_JSON)
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
public final class UsersResource implements CoreResource {
    private final Users users;
    private final Tenants tenants;

    @Activate
    public UsersResource(@Reference Users users, @Reference Tenants tenants) {
        this.users = users;
        this.tenants = tenants;
    }

    /** A page of them, by e-mail address. */
    @GET
    @RolesAllowed(Caller.TENANT_ADMIN)
    public Page<UserView> list(
            @QueryParam("tenantId") String tenantId,
            @QueryParam("page") String page,
            @QueryParam("perPage") String perPage,
            @Context Caller caller) {
        var request = PageRequest.of(page, perPage);
        var tenant = Bodies.orEmpty(tenantId);
        var found = users.find(caller, tenant, request.skip(), request.perPage()).stream()
                .map(user -> UserView.of(user, caller))
                .toList();
        return Page.of(found, users.count(caller, tenant), request);
    }

    @POST
    @RolesAllowed(Caller.TENANT_ADMIN)
    public Response create(UserRequests.Create body, @Context Caller caller, @Context Audit.Actor actor) {
        var wanted = Bodies.required(body).toUser(caller);
        tenants.requireOpen(wanted.membership().tenantId());
        var user = users.create(actor, caller, wanted);
        return Response.created(URI.create("/api/v1/users/" + user.id()))
                .entity(UserView.of(user, caller))
                .build();
    }

    @GET
    @Path("{id}")
    public UserView get(@PathParam("id") String id, @Context Caller caller) {
        return UserView.of(users.visible(caller, id), caller);
    }

    /** Changes role and permissions in a tenant, and whether the user may sign in; his sessions end. */
    @PATCH
    @Path("{id}")
    @RolesAllowed(Caller.TENANT_ADMIN)
    public UserView change(
            @PathParam("id") String id, UserRequests.Change body, @Context Caller caller, @Context Audit.Actor actor) {
        var change = Bodies.required(body).toChange();
        tenants.requireOpen(caller.actingIn(change.tenantId()));
        return UserView.of(users.change(actor, caller, id, change), caller);
    }

    /** The user can sign in no more; the account and what it did are kept. */
    @DELETE
    @Path("{id}")
    @RolesAllowed(Caller.TENANT_ADMIN)
    public void deactivate(@PathParam("id") String id, @Context Caller caller, @Context Audit.Actor actor) {
        users.deactivate(actor, caller, id);
    }
}

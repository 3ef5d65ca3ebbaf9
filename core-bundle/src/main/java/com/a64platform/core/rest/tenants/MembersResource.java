package com.a64platform.core.rest.tenants;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.User;
import com.a64platform.core.identity.Users;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
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

/**
 * Who belongs to a tenant and as what, for its own administrators and for super_admins. A change ends the user's sessions,
 * so that it holds at once.
 */
@Component(service = CoreResource.class)
@Path("tenants/{id}/members")
@RolesAllowed(Caller.TENANT_ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class MembersResource implements CoreResource {
    private final Tenants tenants;
    private final Users users;

    @Activate
    public MembersResource(@Reference Tenants tenants, @Reference Users users) {
        this.tenants = tenants;
        this.users = users;
    }

    /** A page of them, by e-mail address. */
    @GET
    public Page<TenantView.Member> list(
            @PathParam("id") String id,
            @QueryParam("page") String page,
            @QueryParam("perPage") String perPage,
            @Context Caller caller) {
        var tenant = tenants.require(caller.actingIn(id));
        return Page.cut(TenantView.members(tenant, users.members(tenant.id())), PageRequest.of(page, perPage));
    }

    /** Makes a user a member; 409 when he is one. Somebody of another tenant is found by a super_admin only. */
    @POST
    public Response add(
            @PathParam("id") String id,
            TenantRequests.NewMember body,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var wanted = Bodies.required(body);
        var tenant = tenants.requireOpen(caller.actingIn(id)).id();
        if (users.visible(caller, wanted.user()).in(tenant).isPresent()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "The user belongs to the tenant already; PUT changes what the user is there.");
        }
        var user = users.change(actor, caller, wanted.user(), wanted.member().toChange(tenant));
        return Response.created(URI.create("/api/v1/tenants/" + tenant + "/members/" + user.id()))
                .entity(member(user, tenant))
                .build();
    }

    /** Makes a user a member, or changes what the member is. */
    @PUT
    @Path("{userId}")
    public TenantView.Member set(
            @PathParam("id") String id,
            @PathParam("userId") String userId,
            TenantRequests.Member body,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var tenant = tenants.requireOpen(caller.actingIn(id)).id();
        return member(users.change(actor, caller, userId, Bodies.required(body).toChange(tenant)), tenant);
    }

    /** Takes a member out; the account stays. 404 when he is none. */
    @DELETE
    @Path("{userId}")
    public void remove(
            @PathParam("id") String id,
            @PathParam("userId") String userId,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var tenant = tenants.require(caller.actingIn(id)).id();
        if (users.visible(caller, userId).in(tenant).isEmpty()) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "The user does not belong to the tenant.");
        }
        users.leave(actor, caller, userId, tenant);
    }

    private static TenantView.Member member(User user, String tenant) {
        return TenantView.Member.of(user, tenant).orElseThrow();
    }
}

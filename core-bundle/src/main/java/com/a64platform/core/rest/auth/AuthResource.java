package com.a64platform.core.rest.auth;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.SignIn;
import com.a64platform.core.identity.Tokens;
import com.a64platform.core.identity.Users;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.tenants.Tenants;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Signs people in and out. */
@Component(service = CoreResource.class)
@Path("auth")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class AuthResource implements CoreResource {
    private final SignIn signIn;
    private final Users users;
    private final Tenants tenants;

    @Activate
    public AuthResource(@Reference SignIn signIn, @Reference Users users, @Reference Tenants tenants) {
        this.signIn = signIn;
        this.users = users;
        this.tenants = tenants;
    }

    @POST
    @Path("login")
    @PermitAll
    public Response login(AuthRequests.Login body, @Context Audit.Actor actor) {
        var login = Bodies.required(body);
        return answer(signIn.login(actor, login.email(), login.password(), login.tenantId()));
    }

    /** Takes a refresh token once; used again, it ends the session. */
    @POST
    @Path("refresh")
    @PermitAll
    public Response refresh(AuthRequests.Refresh body, @Context Audit.Actor actor) {
        return answer(signIn.refresh(actor, Bodies.required(body).refreshToken()));
    }

    /** Ends the session of the refresh token in the body; without one, all sessions of the caller. */
    @POST
    @Path("logout")
    public void logout(AuthRequests.Refresh body, @Context Caller caller, @Context Audit.Actor actor) {
        signIn.logout(actor, caller, body == null ? "" : body.refreshToken());
    }

    @GET
    @Path("me")
    public Me me(@Context Caller caller) {
        return Me.of(caller, users.visible(caller, caller.id()));
    }

    /** Changes the caller's password; all sessions end, the answer is a new one. */
    @POST
    @Path("password")
    public Response password(AuthRequests.Password body, @Context Caller caller, @Context Audit.Actor actor) {
        var change = Bodies.required(body);
        return answer(signIn.changePassword(actor, caller, change.currentPassword(), change.newPassword()));
    }

    /** Goes on with the session in another tenant of the caller's; a super_admin's are all. The tokens before are over. */
    @POST
    @Path("switch-tenant")
    public Response switchTenant(AuthRequests.Switch body, @Context Caller caller, @Context Audit.Actor actor) {
        var wanted = Bodies.required(body).named();
        if (caller.superAdmin()) {
            tenants.requireOpen(wanted);
        }
        return answer(signIn.switchTenant(actor, caller, wanted));
    }

    /** RFC 6749 section 5.1: nobody on the way keeps tokens. */
    private static Response answer(Tokens tokens) {
        return Response.ok(tokens).header("Cache-Control", "no-store").build();
    }
}

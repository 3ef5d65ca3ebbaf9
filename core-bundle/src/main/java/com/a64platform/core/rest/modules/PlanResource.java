package com.a64platform.core.rest.modules;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.planning.Plan;
import com.a64platform.core.planning.Planner;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a set of changes would do, and doing it. */
@Component(service = CoreResource.class)
@Path("modules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Caller.SUPER_ADMIN)
public final class PlanResource implements CoreResource {
    private final Planner planner;
    private final ModuleVerbs verbs;

    @Activate
    public PlanResource(@Reference Planner planner, @Reference ModuleVerbs verbs) {
        this.planner = planner;
        this.verbs = verbs;
    }

    /** What the changes would do, without any effect; when they cannot be made, {@code refusals} says why. */
    @POST
    @Path("plan")
    public Plan plan(PlanRequests.Wanted request, @Context Caller caller) {
        return planner.plan(Bodies.required(request).checked(named -> verbs.tenant(Optional.of(named), caller)));
    }

    /** Makes the changes as one operation: 202, or with {@code Prefer: wait=SECONDS} 200 and how it ended. */
    @POST
    @Path("apply")
    public Response apply(
            PlanRequests.Apply request,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var order = Bodies.required(request).order(named -> verbs.tenant(Optional.of(named), caller), actor);
        return verbs.apply(order, Wait.of(prefer));
    }
}

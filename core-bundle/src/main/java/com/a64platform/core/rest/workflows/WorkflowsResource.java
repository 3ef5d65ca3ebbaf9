package com.a64platform.core.rest.workflows;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.modules.ModuleRequests;
import com.a64platform.core.rest.modules.ModuleVerbs;
import com.a64platform.core.rest.operations.OperationView;
import com.a64platform.core.rest.operations.VisibleOperations;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What starts and shows the operation that installs a module, as those call it who think in workflows. */
@Component(service = CoreResource.class)
@Path("workflows")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class WorkflowsResource implements CoreResource {
    private final ModuleVerbs verbs;
    private final VisibleOperations operations;

    @Activate
    public WorkflowsResource(@Reference ModuleVerbs verbs, @Reference VisibleOperations operations) {
        this.verbs = verbs;
        this.operations = operations;
    }

    /** As {@code POST /api/v1/modules/install}. */
    @POST
    @Path("install-module")
    @RolesAllowed(Caller.SUPER_ADMIN)
    public Response install(ModuleRequests.Install request, @Context Caller caller, @Context Audit.Actor actor) {
        return verbs.install(request, caller, actor, Optional.empty());
    }

    /** As {@code GET /api/v1/operations/{id}}. */
    @GET
    @Path("{id}/status")
    public OperationView status(@PathParam("id") String id, @Context Caller caller) {
        return OperationView.of(operations.require(id, caller));
    }
}

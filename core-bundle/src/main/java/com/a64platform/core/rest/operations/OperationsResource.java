package com.a64platform.core.rest.operations;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.Page;
import com.a64platform.core.rest.PageRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows operations and their progress. A super_admin sees all, anybody else those of the own tenant. */
@Component(service = CoreResource.class)
@Path("operations")
@Produces(MediaType.APPLICATION_JSON)
public final class OperationsResource implements CoreResource {
    private final Operations operations;
    private final VisibleOperations visible;
    private final EventStreams streams;
    private final Audit audit;

    @Activate
    public OperationsResource(
            @Reference Operations operations,
            @Reference VisibleOperations visible,
            @Reference EventStreams streams,
            @Reference Audit audit) {
        this.operations = operations;
        this.visible = visible;
        this.streams = streams;
        this.audit = audit;
    }

    /** The newest first, a page of those that the query chooses. */
    @GET
    public Page<OperationView> list(
            @BeanParam OperationQuery query,
            @QueryParam("page") String page,
            @QueryParam("perPage") String perPage,
            @Context Caller caller) {
        var filter = query.filter(caller);
        var request = PageRequest.of(page, perPage);
        var found = operations.find(filter, request.skip(), request.perPage());
        return Page.of(found.stream().map(OperationView::of).toList(), operations.count(filter), request);
    }

    /** One operation as it is now; 404 for another tenant's. */
    @GET
    @Path("{id}")
    public OperationView get(@PathParam("id") String id, @Context Caller caller) {
        return OperationView.of(visible.require(id, caller));
    }

    /**
     * Has it undone: 202, and it is FAILED with the error operation-cancelled in the end. 409 when it is past the step from
     * which it only goes forward, or has ended.
     */
    @POST
    @Path("{id}/cancel")
    @RolesAllowed(Caller.SUPER_ADMIN)
    @Consumes(MediaType.WILDCARD)
    public Response cancel(@PathParam("id") String id, @Context Caller caller, @Context Audit.Actor actor) {
        visible.require(id, caller);
        var operation = operations.cancel(id);
        audit.record(actor, "operation.cancel", operation.subject(), "success", Map.of("operationId", id));
        return Response.accepted(OperationView.of(operation)).build();
    }

    /**
     * Server-sent events: one {@code operation} event for the state now and one for every change, until it has ended; with
     * {@code Last-Event-ID} only what is newer, and 204 when there is nothing newer to come. 503 when too many streams are
     * open.
     */
    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response events(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @DefaultValue("") String lastSeen,
            @Context Caller caller) {
        var operation = visible.require(id, caller);
        long last = EventStreams.eventId(lastSeen);
        if (operation.state().ended() && operation.revision() <= last) {
            return Response.noContent().build();
        }
        return Response.ok(streams.open(id, last))
                .header("Cache-Control", "no-store")
                .build();
    }
}

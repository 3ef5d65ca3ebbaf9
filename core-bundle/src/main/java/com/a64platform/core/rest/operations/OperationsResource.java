package com.a64platform.core.rest.operations;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.rest.CoreResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows operations and their progress. A super_admin sees all, anybody else those of the own tenant. */
@Component(service = CoreResource.class)
@Path("operations")
@Produces(MediaType.APPLICATION_JSON)
public final class OperationsResource implements CoreResource {
    private static final int RECENT = 100;

    private final Operations operations;
    private final EventStreams streams;

    @Activate
    public OperationsResource(@Reference Operations operations, @Reference EventStreams streams) {
        this.operations = operations;
        this.streams = streams;
    }

    /** The newest hundred. */
    @GET
    public List<OperationView> list(@Context Caller caller) {
        return operations.recent(RECENT).stream()
                .filter(operation -> visible(operation, caller))
                .map(OperationView::of)
                .toList();
    }

    /** One operation as it is now; 404 for another tenant's. */
    @GET
    @Path("{id}")
    public OperationView get(@PathParam("id") String id, @Context Caller caller) {
        return OperationView.of(find(id, caller));
    }

    /**
     * Server-sent events: one {@code operation} event for the state now and one for every change, until it has ended. 503
     * when too many streams are open.
     */
    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response events(@PathParam("id") String id, @Context Caller caller) {
        find(id, caller);
        return Response.ok(streams.open(id)).header("Cache-Control", "no-store").build();
    }

    private Operation find(String id, Caller caller) {
        return operations
                .find(id)
                .filter(operation -> visible(operation, caller))
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no operation " + id + "."));
    }

    private static boolean visible(Operation operation, Caller caller) {
        return caller.superAdmin() || operation.tenantId().equals(caller.tenantId());
    }
}

package com.a64platform.core.rest.backups;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.backup.Backup;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.operations.OperationView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Has the node back itself up. What it writes stays on its disk: the home's keys are in it. */
@Component(service = CoreResource.class)
@Path("admin/backups")
@Produces(MediaType.APPLICATION_JSON)
public final class BackupsResource implements CoreResource {
    private final Backup backup;

    @Activate
    public BackupsResource(@Reference Backup backup) {
        this.backup = backup;
    }

    /** 202 with the operation, whose message names the file in the home's {@code backups} when it has ended. */
    @POST
    @RolesAllowed(Caller.SUPER_ADMIN)
    @Consumes(MediaType.WILDCARD)
    public Response make(@Context Audit.Actor actor) {
        var operation = backup.submit(actor);
        return Response.accepted(OperationView.of(operation))
                .location(URI.create("/api/v1/operations/" + operation.id()))
                .build();
    }
}

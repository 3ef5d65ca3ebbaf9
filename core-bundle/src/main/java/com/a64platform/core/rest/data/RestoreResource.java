package com.a64platform.core.rest.data;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.reclaiming.RestoreData;
import com.a64platform.core.reclaiming.UndoRemoval;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.modules.ModuleVerbs;
import com.fasterxml.jackson.annotation.JsonAlias;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
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

/** Bringing a module's data back, from an archive or from being deleted. */
@Component(service = CoreResource.class)
@Path("modules/{name}/restore")
@RolesAllowed(Caller.SUPER_ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
public final class RestoreResource implements CoreResource {
    private final RestoreData restore;
    private final UndoRemoval undo;
    private final ModuleVerbs verbs;

    @Activate
    public RestoreResource(@Reference RestoreData restore, @Reference UndoRemoval undo, @Reference ModuleVerbs verbs) {
        this.restore = restore;
        this.undo = undo;
        this.verbs = verbs;
    }

    /**
     * The body.
     *
     * @param archive id of the archive; absent for what was deleted with the module
     * @param anyTenant whether the archive may hold another tenant's data
     * @param settings false for leaving the settings as they are
     * @param acceptUnverified whether the archive may be one that this platform has not written
     */
    public record Restore(
            Optional<String> archive,
            @JsonAlias("any_tenant") Optional<Boolean> anyTenant,
            Optional<Boolean> settings,
            @JsonAlias("accept_unverified") Optional<Boolean> acceptUnverified,
            @JsonAlias("tenant_id") Optional<String> tenantId) {
        static final Restore DELETED =
                new Restore(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Starts it: 202, or with {@code Prefer: wait=SECONDS} 200 and how it ended. */
    @POST
    public Response restore(
            @PathParam("name") String name,
            Restore body,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var request = Optional.ofNullable(body).orElse(Restore.DELETED);
        var tenant = verbs.tenant(request.tenantId(), caller);
        if (request.archive().isEmpty()) {
            return verbs.operation("module.undo-removal", name, prefer, actor, () -> undo.submit(name, tenant, actor));
        }
        var wanted = new RestoreData.Wanted(
                name,
                tenant,
                request.archive().get(),
                request.anyTenant().orElse(false),
                request.settings().orElse(true),
                request.acceptUnverified().orElse(false));
        return verbs.operation("module.restore-data", name, prefer, actor, () -> restore.submit(wanted, actor));
    }
}

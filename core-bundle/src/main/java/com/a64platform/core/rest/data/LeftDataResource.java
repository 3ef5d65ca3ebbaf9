package com.a64platform.core.rest.data;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.reclaiming.PurgeData;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.modules.ModuleVerbs;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.retention.RetainedRepository;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a module that was uninstalled has left in the tenant that the request acts in. */
@Component(service = CoreResource.class)
@Path("modules/{name}/data")
@RolesAllowed(Caller.SUPER_ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public final class LeftDataResource implements CoreResource {
    private final RetainedRepository retained;
    private final PurgeData purge;
    private final ModuleVerbs verbs;

    @Activate
    public LeftDataResource(
            @Reference RetainedRepository retained, @Reference PurgeData purge, @Reference ModuleVerbs verbs) {
        this.retained = retained;
        this.purge = purge;
        this.verbs = verbs;
    }

    /**
     * The answer.
     *
     * @param state {@code kept}, {@code deleted} while it can be brought back, or {@code purging}
     * @param purgeAt when it is removed for good; absent when it is kept
     */
    public record LeftData(
            String module,
            String tenantId,
            String version,
            int schema,
            boolean settings,
            String state,
            Instant uninstalledAt,
            Optional<Instant> purgeAt) {
        static LeftData of(Retained left) {
            return new LeftData(
                    left.module(),
                    left.tenantId(),
                    left.version(),
                    left.schema(),
                    !left.settingsId().isEmpty(),
                    left.purging() ? "purging" : left.deleted() ? "deleted" : "kept",
                    left.left(),
                    left.purgeAt());
        }
    }

    /** 404 when it has left nothing, or is installed. */
    @GET
    public LeftData get(@PathParam("name") String name, @Context Caller caller) {
        return retained.find(caller.tenantId(), name)
                .map(LeftData::of)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.NOT_FOUND, "Module " + name + " has left nothing in this tenant."));
    }

    /** Removes it for good, at once. */
    @DELETE
    public Response purge(
            @PathParam("name") String name,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        return verbs.operation(
                "module.purge-data", name, prefer, actor, () -> purge.submit(name, caller.tenantId(), actor));
    }
}

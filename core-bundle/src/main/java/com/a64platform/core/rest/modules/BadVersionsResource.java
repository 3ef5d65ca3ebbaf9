package com.a64platform.core.rest.modules;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.findings.BadVersions;
import com.a64platform.core.findings.BadVersions.BadVersion;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rollback.Pardons;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The versions of a module that were sick on this node. */
@Component(service = CoreResource.class)
@Path("modules/{name}/bad-versions")
@RolesAllowed(Caller.SUPER_ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public final class BadVersionsResource implements CoreResource {
    private final BadVersions bad;
    private final Pardons pardons;

    @Activate
    public BadVersionsResource(@Reference BadVersions bad, @Reference Pardons pardons) {
        this.bad = bad;
        this.pardons = pardons;
    }

    @GET
    public List<BadVersion> list(@PathParam("name") String name) {
        return bad.ofModule(name);
    }

    /** Lets a version come in again. */
    @DELETE
    @Path("{version}")
    public void pardon(
            @PathParam("name") String name, @PathParam("version") String version, @Context Audit.Actor actor) {
        pardons.pardon(name, version, actor);
    }
}

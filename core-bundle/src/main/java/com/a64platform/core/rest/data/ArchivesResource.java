package com.a64platform.core.rest.data;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.retention.ArchivedData;
import com.a64platform.core.retention.DataArchives;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The archives of a module's data on this node, of all tenants. */
@Component(service = CoreResource.class)
@Path("modules/{name}/archives")
@RolesAllowed(Caller.SUPER_ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public final class ArchivesResource implements CoreResource {
    private static final String ZIP = "application/zip";

    private final DataArchives archives;
    private final Audit audit;
    private final long mostBytes;

    @Activate
    public ArchivesResource(@Reference DataArchives archives, @Reference Audit audit, @Reference Platform platform) {
        this.archives = archives;
        this.audit = audit;
        this.mostBytes = platform.settings().maxModuleBytes();
    }

    /** All of them, the newest first. */
    @GET
    public List<ArchivedData> list(@PathParam("name") String name) {
        return archives.ofModule(name);
    }

    /** Takes in an archive from elsewhere; it is read as a whole before it is kept. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response upload(@PathParam("name") String name, InputStream body, @Context Audit.Actor actor) {
        var archive = archives.receive(name, body, mostBytes);
        record("data.upload", archive, actor);
        return Response.created(URI.create("/api/v1/modules/" + name + "/archives/" + archive.id()))
                .entity(archive)
                .build();
    }

    /** The file. */
    @GET
    @Path("{id}")
    @Produces(ZIP)
    public Response download(@PathParam("name") String name, @PathParam("id") String id, @Context Audit.Actor actor) {
        var archive = archives.require(name, id);
        record("data.download", archive, actor);
        return Response.ok(archives.file(id).toFile(), ZIP)
                .header("Content-Disposition", "attachment; filename=\"" + name + "-" + id + ".zip\"")
                .build();
    }

    /** Deletes the file for good. */
    @DELETE
    @Path("{id}")
    public void delete(@PathParam("name") String name, @PathParam("id") String id, @Context Audit.Actor actor) {
        var archive = archives.require(name, id);
        archives.delete(id);
        record("data.delete-archive", archive, actor);
    }

    private void record(String action, ArchivedData archive, Audit.Actor actor) {
        audit.record(
                actor,
                action,
                archive.module(),
                "success",
                Map.of("archive", archive.id(), "tenantId", archive.tenantId()));
    }
}

package com.a64platform.farm;

import com.a64platform.api.CurrentUser;
import com.a64platform.api.RequiresPermission;
import com.a64platform.api.data.ModuleDatabase;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** The blocks of a farm of the caller's tenant. */
@Component(service = BlockResource.class)
@JakartarsResource
@Path("farms/{farmId}/blocks")
@Produces(MediaType.APPLICATION_JSON)
public final class BlockResource {
    private final Clock clock;

    @Activate
    public BlockResource() {
        this(Clock.systemUTC());
    }

    BlockResource(Clock clock) {
        this.clock = clock;
    }

    @GET
    @RequiresPermission("farm.view")
    public Page<Block> list(
            @Context ModuleDatabase database, @PathParam("farmId") String farmId, @Context UriInfo uri) {
        return blocks(database, farmId).page(ListQuery.read(uri.getQueryParameters(), Block.FIELDS));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RequiresPermission("farm.manage_blocks")
    public Response create(
            @Context ModuleDatabase database,
            @Context CurrentUser user,
            @Context UriInfo uri,
            @PathParam("farmId") String farmId,
            Map<String, Object> body) {
        Block block = blocks(database, farmId).add(Block.FIELDS.readWhole(Answers.object(body)), user.id());
        return Answers.created(uri, block.id(), block.version(), block);
    }

    @GET
    @Path("{blockId}")
    @RequiresPermission("farm.view")
    public Response get(
            @Context ModuleDatabase database, @PathParam("farmId") String farmId, @PathParam("blockId") String id) {
        Block block = blocks(database, farmId).get(id);
        return Answers.ok(block.version(), block);
    }

    @PATCH
    @Path("{blockId}")
    @Consumes({MediaType.APPLICATION_JSON, Answers.MERGE_PATCH})
    @RequiresPermission("farm.manage_blocks")
    public Response change(
            @Context ModuleDatabase database,
            @Context CurrentUser user,
            @PathParam("farmId") String farmId,
            @PathParam("blockId") String id,
            @HeaderParam("If-Match") List<String> match,
            Map<String, Object> body) {
        Block block = blocks(database, farmId)
                .change(id, IfMatch.read(match), Block.FIELDS.readPatch(Answers.object(body)), user.id());
        return Answers.ok(block.version(), block);
    }

    @DELETE
    @Path("{blockId}")
    @RequiresPermission("farm.manage_blocks")
    public void delete(
            @Context ModuleDatabase database,
            @PathParam("farmId") String farmId,
            @PathParam("blockId") String id,
            @HeaderParam("If-Match") List<String> match) {
        blocks(database, farmId).remove(id, IfMatch.read(match));
    }

    private Blocks blocks(ModuleDatabase database, String farmId) {
        return new Farms(database, clock).blocksOf(farmId);
    }
}

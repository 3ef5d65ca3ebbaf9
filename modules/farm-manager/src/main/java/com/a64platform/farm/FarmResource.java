package com.a64platform.farm;

import com.a64platform.api.CurrentUser;
import com.a64platform.api.ModuleProblem;
import com.a64platform.api.RequiresPermission;
import com.a64platform.api.data.ModuleDatabase;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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

/** The farms of the caller's tenant. */
@Component(service = FarmResource.class)
@JakartarsResource
@Path("farms")
@Produces(MediaType.APPLICATION_JSON)
public final class FarmResource {
    private final Clock clock;

    @Activate
    public FarmResource() {
        this(Clock.systemUTC());
    }

    FarmResource(Clock clock) {
        this.clock = clock;
    }

    @GET
    @RequiresPermission("farm.view")
    public Page<Farm> list(@Context ModuleDatabase database, @Context UriInfo uri) {
        return farms(database).page(ListQuery.read(uri.getQueryParameters(), Farm.FIELDS));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RequiresPermission("farm.create")
    public Response create(
            @Context ModuleDatabase database,
            @Context CurrentUser user,
            @Context UriInfo uri,
            Map<String, Object> body) {
        Farm farm = farms(database).add(Farm.FIELDS.readWhole(Answers.object(body)), user.id());
        return Answers.created(uri, farm.id(), farm.version(), farm);
    }

    @GET
    @Path("{farmId}")
    @RequiresPermission("farm.view")
    public Response get(@Context ModuleDatabase database, @PathParam("farmId") String id) {
        Farm farm = farms(database).get(id);
        return Answers.ok(farm.version(), farm);
    }

    @PATCH
    @Path("{farmId}")
    @Consumes({MediaType.APPLICATION_JSON, Answers.MERGE_PATCH})
    @RequiresPermission("farm.edit")
    public Response change(
            @Context ModuleDatabase database,
            @Context CurrentUser user,
            @PathParam("farmId") String id,
            @HeaderParam("If-Match") List<String> match,
            Map<String, Object> body) {
        Farm farm =
                farms(database).change(id, IfMatch.read(match), Farm.FIELDS.readPatch(Answers.object(body)), user.id());
        return Answers.ok(farm.version(), farm);
    }

    /** @param cascade whether the farm's blocks go too, for which the caller has to be allowed to manage them */
    @DELETE
    @Path("{farmId}")
    @RequiresPermission("farm.delete")
    public void delete(
            @Context ModuleDatabase database,
            @Context CurrentUser user,
            @PathParam("farmId") String id,
            @HeaderParam("If-Match") List<String> match,
            @QueryParam("cascade") @DefaultValue("false") String cascade) {
        if (!Answers.flag("cascade", cascade)) {
            farms(database).remove(id, IfMatch.read(match));
            return;
        }
        if (!user.may("farm.manage_blocks")) {
            throw new ModuleProblem(
                    403, "permission-denied", "Deleting a farm with its blocks needs farm.manage_blocks too.");
        }
        farms(database).removeWithBlocks(id, IfMatch.read(match));
    }

    private Farms farms(ModuleDatabase database) {
        return new Farms(database, clock);
    }
}

package com.a64platform.core.rest.settings;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.configuring.ConfigureModule;
import com.a64platform.core.configuring.Schemas;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.Page;
import com.a64platform.core.rest.PageRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The settings of a module in the tenant that the request acts in. */
@Component(service = CoreResource.class)
@Path("modules/{name}/config")
@RolesAllowed(Caller.TENANT_ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ModuleConfigResource implements CoreResource {
    private final ConfigureModule configure;
    private final Schemas schemas;

    @Activate
    public ModuleConfigResource(@Reference ConfigureModule configure, @Reference Schemas schemas) {
        this.configure = configure;
        this.schemas = schemas;
    }

    /** The body of a change: all that shall be set; what is left out goes back to its default. */
    public record Change(Map<String, Object> settings) {
        /** @throws ProblemException MALFORMED_REQUEST when there are none */
        public Map<String, Object> required() {
            if (settings == null) {
                throw new ProblemException(
                        ErrorCode.MALFORMED_REQUEST, "Send all settings as {\"settings\": {\"NAME\": VALUE}}.");
            }
            return settings;
        }

        @Override
        public String toString() {
            return "Change";
        }
    }

    /** The body of a return to an earlier version. */
    public record Revert(Long version) {}

    /** What counts now, with an {@code ETag}. */
    @GET
    public Response get(@PathParam("name") String name, @Context Caller caller) {
        return SettingsView.answer(configure.settings(caller.tenantId(), name));
    }

    /**
     * Which settings there are, as JSON Schema of draft 2020-12; of a module that the tenant does not have, as the catalog
     * says.
     *
     * @param version another version than the tenant has, or {@code latest}
     */
    @GET
    @Path("schema")
    public Map<String, Object> schema(
            @PathParam("name") String name,
            @QueryParam("version") @DefaultValue("") String version,
            @Context Caller caller) {
        return schemas.of(caller.tenantId(), name, version).document();
    }

    /** Sets them; the module hears of it and goes on. */
    @PUT
    public Response change(
            @PathParam("name") String name,
            @HeaderParam("If-Match") List<String> match,
            Change body,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var given = Bodies.required(body).required();
        var place = new ConfigureModule.Place(caller.tenantId(), name, EntityTags.expected(match), actor);
        return SettingsView.answer(configure.change(place, given));
    }

    /** Who changed what and when, the newest first. */
    @GET
    @Path("history")
    public Page<VersionView> history(
            @PathParam("name") String name,
            @QueryParam("page") String page,
            @QueryParam("perPage") String perPage,
            @Context Caller caller) {
        var settings = configure.settings(caller.tenantId(), name);
        return Page.cut(VersionView.all(settings, configure.history(settings)), PageRequest.of(page, perPage));
    }

    /** Sets them to what they were in an earlier version. */
    @POST
    @Path("revert")
    public Response revert(
            @PathParam("name") String name,
            @HeaderParam("If-Match") List<String> match,
            Revert body,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var version = Bodies.required(body).version();
        new Faults()
                .check(version != null && version > 0, "/version", "is the number of a version in config/history")
                .raise();
        var place = new ConfigureModule.Place(caller.tenantId(), name, EntityTags.expected(match), actor);
        return SettingsView.answer(configure.revert(place, version));
    }
}

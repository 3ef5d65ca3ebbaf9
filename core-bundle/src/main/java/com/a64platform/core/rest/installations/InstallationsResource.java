package com.a64platform.core.rest.installations;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.configuring.ConfigureModule;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.installer.UninstallModule;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.observing.ModuleHealth;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.Page;
import com.a64platform.core.rest.PageRequest;
import com.a64platform.core.rest.operations.OperationView;
import com.a64platform.core.rest.settings.EntityTags;
import com.a64platform.core.rest.settings.ModuleConfigResource;
import com.a64platform.core.rest.settings.SettingsView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
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
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The modules that tenants have. A super_admin sees all, anybody else those of the own tenant. */
@Component(service = CoreResource.class)
@Path("installations")
@Produces(MediaType.APPLICATION_JSON)
public final class InstallationsResource implements CoreResource {
    private final Inventory inventory;
    private final UninstallModule uninstall;
    private final ModuleHealth health;
    private final InstallationViews views;
    private final ConfigureModule configure;

    @Activate
    public InstallationsResource(
            @Reference Inventory inventory,
            @Reference UninstallModule uninstall,
            @Reference ModuleHealth health,
            @Reference InstallationViews views,
            @Reference ConfigureModule configure) {
        this.inventory = inventory;
        this.uninstall = uninstall;
        this.health = health;
        this.views = views;
        this.configure = configure;
    }

    /** A page of those that are asked for, by module and tenant. */
    @GET
    public Page<InstallationView> list(
            @BeanParam InstallationQuery query,
            @QueryParam("page") String page,
            @QueryParam("perPage") String perPage,
            @Context Caller caller) {
        var found = inventory.all().stream()
                .filter(query.toFilter(caller))
                .sorted(Comparator.comparing(Installation::moduleName).thenComparing(Installation::tenantId))
                .toList();
        var request = PageRequest.of(page, perPage);
        var shown = found.stream()
                .skip(request.skip())
                .limit(request.perPage())
                .map(installation -> views.of(installation, caller))
                .toList();
        return Page.of(shown, found.size(), request);
    }

    /** One of them; 404 for another tenant's. */
    @GET
    @Path("{id}")
    public InstallationView get(@PathParam("id") String id, @Context Caller caller) {
        return views.of(find(id, caller), caller);
    }

    /** Sets the module's settings in the installation's tenant, as {@code PUT /modules/{name}/config} does. */
    @PUT
    @Path("{id}")
    @RolesAllowed(Caller.TENANT_ADMIN)
    public Response configure(
            @PathParam("id") String id,
            @HeaderParam("If-Match") List<String> match,
            ModuleConfigResource.Change body,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var installation = find(id, caller);
        var given = Bodies.required(body).required();
        var place = new ConfigureModule.Place(
                installation.tenantId(), installation.moduleName(), EntityTags.expected(match), actor);
        return SettingsView.answer(configure.change(place, given));
    }

    /** Asks the module now how it is, and answers within five seconds. */
    @POST
    @Path("{id}/health-check")
    @RolesAllowed(Caller.TENANT_ADMIN)
    public HealthView checkHealth(@PathParam("id") String id, @Context Caller caller) {
        var module = find(id, caller).moduleName();
        return HealthView.of(module, health.check(module));
    }

    /** Uninstalls the module from the installation's tenant: 202 with the operation; the data stays. */
    @DELETE
    @Path("{id}")
    @RolesAllowed(Caller.SUPER_ADMIN)
    public Response delete(@PathParam("id") String id, @Context Caller caller, @Context Audit.Actor actor) {
        var installation = find(id, caller);
        var operation = uninstall.submit(installation.moduleName(), installation.tenantId(), DataChoice.KEEP, actor);
        return Response.accepted(OperationView.of(operation))
                .location(URI.create("/api/v1/operations/" + operation.id()))
                .build();
    }

    private Installation find(String id, Caller caller) {
        return inventory
                .find(id)
                .filter(installation -> visible(installation, caller))
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no installation " + id + "."));
    }

    private static boolean visible(Installation installation, Caller caller) {
        return caller.superAdmin() || installation.tenantId().equals(caller.tenantId());
    }
}

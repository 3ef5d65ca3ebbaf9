package com.a64platform.core.rest.modules;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import com.a64platform.core.reasons.ModuleReport;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.Page;
import com.a64platform.core.rest.PageRequest;
import com.a64platform.core.rest.installations.HealthView;
import com.a64platform.core.unloading.Unloading;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What modules there are, and what an administrator does with them. */
@Component(service = CoreResource.class)
@Path("modules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ModulesResource implements CoreResource {
    private final ModuleList modules;
    private final ModuleReport report;
    private final ModuleVerbs verbs;
    private final Revisions revisions;
    private final DescriptorReader descriptors;
    private final Unloading unloading;

    @Activate
    public ModulesResource(
            @Reference ModuleList modules,
            @Reference ModuleReport report,
            @Reference ModuleVerbs verbs,
            @Reference Revisions revisions,
            @Reference DescriptorReader descriptors,
            @Reference Unloading unloading) {
        this.modules = modules;
        this.report = report;
        this.verbs = verbs;
        this.revisions = revisions;
        this.descriptors = descriptors;
        this.unloading = unloading;
    }

    /** What the registry offers and the caller's tenant has, by name, a page of it. */
    @GET
    public Page<ModuleView> list(
            @QueryParam("q") @DefaultValue("") String q,
            @QueryParam("category") @DefaultValue("") String category,
            @QueryParam("status") @DefaultValue("") String status,
            @QueryParam("licensed") @DefaultValue("") String licensed,
            @QueryParam("page") String page,
            @QueryParam("perPage") String perPage,
            @Context Caller caller) {
        var filter = ModuleList.Filter.of(q, category, status, licensed);
        return Page.cut(modules.list(caller.tenantId(), filter), PageRequest.of(page, perPage));
    }

    /** What could be installed: the same list without what the tenant has. */
    @GET
    @Path("available")
    public List<ModuleView> available(@Context Caller caller) {
        var filter = new ModuleList.Filter("", "", ModuleView.AVAILABLE, Optional.empty());
        return modules.list(caller.tenantId(), filter);
    }

    /** The revisions that are loaded on this node. */
    @GET
    @Path("loaded")
    @RolesAllowed(Caller.SUPER_ADMIN)
    public List<Loaded> loaded() {
        return revisions.serving().stream()
                .map(revision -> new Loaded(
                        revision.module(),
                        revision.version(),
                        revision.artifact().sha256(),
                        revision.bundleId(),
                        revision.artifact().signed()))
                .toList();
    }

    /** One module; 404 when it is neither installed nor on offer. */
    @GET
    @Path("{name}")
    public ModuleView get(@PathParam("name") String name, @Context Caller caller) {
        return modules.get(caller.tenantId(), name);
    }

    /** Why the module is as it is for the caller's tenant, and what to do. */
    @GET
    @Path("{name}/why")
    public ModuleReport.Why why(@PathParam("name") String name, @Context Caller caller) {
        return report.why(name, caller.tenantId());
    }

    /**
     * Finds out now which unloaded revisions of the module are still in memory and what holds them; empty when none is.
     * Every request to the node waits up to three times for as long as a full collection takes.
     */
    @POST
    @Path("{name}/holders")
    @RolesAllowed(Caller.SUPER_ADMIN)
    @Consumes(MediaType.WILDCARD)
    public List<HeldRevision> holders(@PathParam("name") String name) {
        return unloading.judge(name).stream().map(HeldRevision::of).toList();
    }

    /** How the module is on this node, as of its last check; 404 when the caller's tenant does not have it. */
    @GET
    @Path("{name}/health")
    public HealthView health(@PathParam("name") String name, @Context Caller caller) {
        return verbs.health(name, caller);
    }

    /**
     * Installs a module: 202 with the operation, or with {@code Prefer: wait=SECONDS} 201 and the installation. A missing
     * or refused license is 402 and nothing is downloaded.
     */
    @POST
    @Path("install")
    @RolesAllowed(Caller.SUPER_ADMIN)
    public Response install(
            ModuleRequests.Install request,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        return verbs.install(request, caller, actor, Wait.of(prefer));
    }

    /** Checks a descriptor without any effect; every fault at once. */
    @POST
    @Path("validate")
    public Validation validate(ModuleRequests.Validate request) {
        if (request == null || request.manifest() == null) {
            throw new ProblemException(ErrorCode.MALFORMED_REQUEST, "Send the descriptor as {\"manifest\": {...}}.");
        }
        var faults = descriptors.faults(request.manifest().toString().getBytes(StandardCharsets.UTF_8));
        return new Validation(faults.isEmpty(), faults);
    }

    /** The same under its other name. */
    @POST
    @Path("validate-manifest")
    public Validation validateManifest(ModuleRequests.Validate request) {
        return validate(request);
    }

    /** Brings the module to another version for all tenants that have it. */
    @PUT
    @Path("{name}/update")
    @RolesAllowed(Caller.SUPER_ADMIN)
    public Response update(
            @PathParam("name") String name,
            ModuleRequests.Update request,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        return verbs.update(name, request, caller, actor, Wait.of(prefer));
    }

    /** Enables the module for the caller's tenant and answers when it serves. */
    @POST
    @Path("{name}/enable")
    @RolesAllowed(Caller.SUPER_ADMIN)
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    public ModuleVerbs.StatusChange enable(
            @PathParam("name") String name,
            ModuleRequests.Switch request,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        return verbs.enable(name, orPlain(request), caller, actor);
    }

    /** Disables the module for the caller's tenant and answers when it no longer serves. */
    @POST
    @Path("{name}/disable")
    @RolesAllowed(Caller.SUPER_ADMIN)
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    public ModuleVerbs.StatusChange disable(
            @PathParam("name") String name,
            ModuleRequests.Switch request,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        return verbs.disable(name, orPlain(request), caller, actor);
    }

    /** Enables or disables by the wanted state. */
    @PUT
    @Path("{name}/status")
    @RolesAllowed(Caller.SUPER_ADMIN)
    public ModuleVerbs.StatusChange status(
            @PathParam("name") String name,
            ModuleRequests.Status request,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var wanted = request == null || request.status() == null ? "" : request.status();
        if (wanted.equals(InstallationState.ENABLED.name())) {
            return verbs.enable(name, ModuleRequests.Switch.PLAIN, caller, actor);
        }
        if (wanted.equals(InstallationState.DISABLED.name())) {
            return verbs.disable(name, ModuleRequests.Switch.PLAIN, caller, actor);
        }
        throw new ProblemException(
                ErrorCode.VALIDATION_FAILED,
                "Correct the values listed under errors.",
                List.of(new FieldError("/status", "must be ENABLED or DISABLED")));
    }

    /** Uninstalls the module from the caller's tenant; its data stays unless {@code cleanupData} is true. */
    @DELETE
    @Path("{name}/uninstall")
    @RolesAllowed(Caller.SUPER_ADMIN)
    public Response uninstall(
            @PathParam("name") String name,
            ModuleRequests.Uninstall request,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        return verbs.uninstall(
                name,
                Optional.ofNullable(request).orElse(ModuleRequests.Uninstall.KEEPING_DATA),
                caller,
                actor,
                Wait.of(prefer));
    }

    /** The same with the defaults: the data stays. */
    @DELETE
    @Path("{name}")
    @RolesAllowed(Caller.SUPER_ADMIN)
    public Response delete(
            @PathParam("name") String name,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        return verbs.uninstall(name, ModuleRequests.Uninstall.KEEPING_DATA, caller, actor, Wait.of(prefer));
    }

    private static ModuleRequests.Switch orPlain(ModuleRequests.Switch request) {
        return Optional.ofNullable(request).orElse(ModuleRequests.Switch.PLAIN);
    }

    /** A revision on this node. */
    public record Loaded(String name, String version, String sha256, long bundleId, boolean signed) {}

    /** The outcome of a check. */
    public record Validation(boolean valid, List<FieldError> errors) {}
}

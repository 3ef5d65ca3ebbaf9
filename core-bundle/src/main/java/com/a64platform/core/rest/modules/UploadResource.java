package com.a64platform.core.rest.modules;

import com.a64platform.core.archives.ImportRequest;
import com.a64platform.core.archives.Imports;
import com.a64platform.core.archives.PackedModule;
import com.a64platform.core.archives.Staging;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.rest.CoreResource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Installing what is sent along: a module's JAR with its signature, or an archive. */
@Component(service = CoreResource.class)
@Path("modules")
@Produces(MediaType.APPLICATION_JSON)
public final class UploadResource implements CoreResource {
    private final ModuleVerbs verbs;
    private final Imports imports;

    @Activate
    public UploadResource(@Reference ModuleVerbs verbs, @Reference Imports imports) {
        this.verbs = verbs;
        this.imports = imports;
    }

    /**
     * Installs from a form with the parts {@code package} (.jar or .a64), {@code signature}, {@code license} and those of
     * the JSON request; answers as that does. Nothing is installed before all of it has passed the gate.
     */
    @POST
    @Path("install")
    @RolesAllowed(Caller.SUPER_ADMIN)
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response install(
            InputStream body,
            @HeaderParam("Content-Type") String contentType,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        return verbs.importing(actor, Wait.of(prefer), () -> {
            try (var staging = imports.stage()) {
                var form = UploadedForm.read(body, contentType, staging);
                refuseUndone(form);
                return start(staging, form, caller, actor);
            }
        });
    }

    private Operation start(Staging staging, UploadedForm form, Caller caller, Audit.Actor actor) {
        var tenant = verbs.tenant(Optional.of(form.text("tenantId")), caller);
        var request = new ImportRequest(
                tenant,
                actor,
                "",
                form.text("moduleName"),
                form.text("version"),
                form.words("consent"),
                form.flag("autoActivate", true),
                form.flag("acceptExpired", false));
        var license = form.file(UploadedForm.LICENSE);
        if (form.archive()) {
            return imports.archive(staging, form.artifact(), license, request);
        }
        var module = new PackedModule(
                "the module that was sent",
                form.artifact(),
                form.file(UploadedForm.SIGNATURE),
                license,
                form.file(UploadedForm.SBOM));
        return imports.module(staging, module, request);
    }

    private static void refuseUndone(UploadedForm form) {
        var configuration = form.text("configuration");
        if (!configuration.isEmpty() && !configuration.equals("{}")) {
            throw new ProblemException(
                    ErrorCode.NOT_SUPPORTED, "An installation cannot take configuration yet; leave it out.");
        }
    }
}

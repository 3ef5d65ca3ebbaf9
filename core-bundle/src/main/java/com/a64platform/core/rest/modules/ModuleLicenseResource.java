package com.a64platform.core.rest.modules;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.installations.InstallationView;
import com.a64platform.core.rest.installations.InstallationViews;
import com.a64platform.core.revalidation.RenewLicense;
import com.a64platform.core.tenants.Tenants;
import com.fasterxml.jackson.annotation.JsonAlias;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The license of an installed module. */
@Component(service = CoreResource.class)
@Path("modules/{name}/license")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ModuleLicenseResource implements CoreResource {
    private final RenewLicense licenses;
    private final Tenants tenants;
    private final InstallationViews views;

    @Activate
    public ModuleLicenseResource(
            @Reference RenewLicense licenses, @Reference Tenants tenants, @Reference InstallationViews views) {
        this.licenses = licenses;
        this.tenants = tenants;
        this.views = views;
    }

    /** The body: the license, and for a super_admin the tenant when it is another than the own. */
    public record Renewal(
            @JsonAlias("license_key") String licenseKey,
            @JsonAlias("tenant_id") Optional<String> tenantId) {
        @Override
        public String toString() {
            return "Renewal";
        }
    }

    /** Takes another license in place of the one before; a refused one (402) changes nothing. */
    @PUT
    @RolesAllowed(Caller.SUPER_ADMIN)
    public InstallationView renew(
            @PathParam("name") String name, Renewal body, @Context Caller caller, @Context Audit.Actor actor) {
        var request = Bodies.required(body);
        var license = Optional.ofNullable(request.licenseKey()).orElse("");
        new Faults().check(!license.isBlank(), "/licenseKey", "is the license").raise();
        var tenant =
                tenants.require(caller.actingIn(request.tenantId().orElse(""))).id();
        return views.whole(licenses.renew(name, tenant, license, actor));
    }
}

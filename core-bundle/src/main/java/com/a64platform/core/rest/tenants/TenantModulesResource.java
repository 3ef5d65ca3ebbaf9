package com.a64platform.core.rest.tenants;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.Page;
import com.a64platform.core.rest.PageRequest;
import com.a64platform.core.rest.installations.InstallationView;
import com.a64platform.core.rest.installations.InstallationViews;
import com.a64platform.core.tenants.Tenants;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a tenant has installed. A super_admin may look at every tenant's, anybody else at the own one's. */
@Component(service = CoreResource.class)
@Path("tenants/{id}/modules")
@Produces(MediaType.APPLICATION_JSON)
public final class TenantModulesResource implements CoreResource {
    private final Tenants tenants;
    private final Inventory inventory;
    private final InstallationViews views;

    @Activate
    public TenantModulesResource(
            @Reference Tenants tenants, @Reference Inventory inventory, @Reference InstallationViews views) {
        this.tenants = tenants;
        this.inventory = inventory;
        this.views = views;
    }

    /** A page of the tenant's installations, by module. */
    @GET
    public Page<InstallationView> list(
            @PathParam("id") String id,
            @QueryParam("page") String page,
            @QueryParam("perPage") String perPage,
            @Context Caller caller) {
        var tenant = tenants.require(caller.actingIn(id)).id();
        var installed = inventory.all().stream()
                .filter(installation -> installation.tenantId().equals(tenant))
                .sorted(Comparator.comparing(Installation::moduleName))
                .map(installation -> views.of(installation, caller))
                .toList();
        return Page.cut(installed, PageRequest.of(page, perPage));
    }
}

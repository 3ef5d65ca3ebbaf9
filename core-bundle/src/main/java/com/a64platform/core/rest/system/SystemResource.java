package com.a64platform.core.rest.system;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.FrameworkFacts;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.routes.RouteTable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What runs in this process: bundles, the core's services, routes. For operators, and to see what a change touched. */
@Component(service = CoreResource.class)
@Path("admin/system")
@Produces(MediaType.APPLICATION_JSON)
public final class SystemResource implements CoreResource {
    private final FrameworkFacts facts;
    private final RouteTable routes;
    private final Platform platform;

    @Activate
    public SystemResource(@Reference FrameworkFacts facts, @Reference RouteTable routes, @Reference Platform platform) {
        this.facts = facts;
        this.routes = routes;
        this.platform = platform;
    }

    /** The process as it is now. */
    @GET
    @RolesAllowed(Caller.SUPER_ADMIN)
    public SystemView get() {
        var serving = routes.all().stream()
                .map(route -> new RouteView(route.prefix(), route.module(), route.version(), route.inFlight()))
                .toList();
        return new SystemView(
                platform.version(),
                platform.settings().mode().name(),
                Runtime.version().toString(),
                ProcessHandle.current().pid(),
                facts.bundles(),
                facts.coreServices(),
                serving);
    }

    /** The process. */
    public record SystemView(
            String version,
            String mode,
            String java,
            long pid,
            List<FrameworkFacts.BundleFact> bundles,
            List<FrameworkFacts.ServiceFact> coreServices,
            List<RouteView> routes) {}

    /** One prefix that is served. */
    public record RouteView(String prefix, String module, String version, long requestsInside) {}
}

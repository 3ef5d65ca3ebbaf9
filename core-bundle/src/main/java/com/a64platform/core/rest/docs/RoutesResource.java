package com.a64platform.core.rest.docs;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.routes.RestOperation;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Every operation that this node serves at this moment, and who may ask for it. Made by the core's application, which is
 * what knows its own operations.
 */
@Path("docs/routes")
@Produces(MediaType.APPLICATION_JSON)
public final class RoutesResource implements CoreResource {
    private final Supplier<List<RestOperation>> core;
    private final RouteTable routes;
    private final Inventory inventory;

    public RoutesResource(Supplier<List<RestOperation>> core, RouteTable routes, Inventory inventory) {
        this.core = core;
        this.routes = routes;
        this.inventory = inventory;
    }

    /**
     * One operation.
     *
     * @param path template of the whole path
     * @param module whose it is; absent for the core's own
     * @param open whether it needs no token
     * @param roles one of them is needed, or {@code super_admin}; empty when any will do
     * @param permissions all of them are needed
     */
    public record RouteView(
            String method,
            String path,
            Optional<String> module,
            boolean open,
            List<String> roles,
            List<String> permissions) {
        static RouteView of(String prefix, Optional<String> module, RestOperation operation) {
            var path = prefix + "/" + operation.path().replaceAll("^/+|/+$", "");
            return new RouteView(
                    operation.method(), path, module, operation.open(), operation.roles(), operation.permissions());
        }
    }

    /** The core's, and those of the modules that the caller's tenant has; a super_admin sees those of all modules. */
    @GET
    public List<RouteView> list(@Context Caller caller) {
        var own = core.get().stream()
                .map(operation -> RouteView.of(RouteTable.ROOT.replaceAll("/$", ""), Optional.empty(), operation));
        var modules = routes.all().stream()
                .filter(route -> caller.superAdmin() || enabled(caller.tenantId(), route.module()))
                .flatMap(RoutesResource::ofModule);
        return Stream.concat(own, modules)
                .sorted(Comparator.comparing(RouteView::path).thenComparing(RouteView::method))
                .toList();
    }

    private static Stream<RouteView> ofModule(Route route) {
        return route.handler().operations().stream()
                .map(operation -> RouteView.of(route.prefix(), Optional.of(route.module()), operation));
    }

    private boolean enabled(String tenantId, String module) {
        return inventory
                .find(tenantId, module)
                .filter(installation -> installation.desiredState() == InstallationState.ENABLED)
                .isPresent();
    }
}

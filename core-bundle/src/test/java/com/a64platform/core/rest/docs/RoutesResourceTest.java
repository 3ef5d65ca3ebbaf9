package com.a64platform.core.rest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.SampleInstallation;
import com.a64platform.core.rest.docs.RoutesResource.RouteView;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.RestOperation;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutesResourceTest {
    private static final RestOperation ME = new RestOperation("GET", "/auth/me/", false, List.of("user"), List.of());
    private static final RestOperation FARMS =
            new RestOperation("GET", "farms/{farmId}", false, List.of(), List.of("farm.view"));

    private final RouteTable routes = new RouteTable();
    private final Inventory inventory = new Inventory(new InMemoryInstallations());
    private final RoutesResource resource = new RoutesResource(() -> List.of(ME), routes, inventory);

    @Test
    void listsTheCoresAndThoseOfTheTenantsModules() {
        routes.attach(new Route("/api/v1/farm", "farm", "1.0.0", new Serving()));
        inventory.add(SampleInstallation.of("1", "acme", "farm", InstallationState.ENABLED));
        inventory.add(SampleInstallation.of("2", "beta", "farm", InstallationState.DISABLED));
        var me = new RouteView("GET", "/api/v1/auth/me", Optional.empty(), false, List.of("user"), List.of());
        var farms = new RouteView(
                "GET", "/api/v1/farm/farms/{farmId}", Optional.of("farm"), false, List.of(), List.of("farm.view"));

        assertThat(resource.list(caller("acme", Caller.USER))).containsExactly(me, farms);
        assertThat(resource.list(caller("beta", Caller.TENANT_ADMIN))).containsExactly(me);
        assertThat(resource.list(caller("gamma", Caller.USER))).containsExactly(me);
        assertThat(resource.list(caller("gamma", Caller.SUPER_ADMIN))).containsExactly(me, farms);
    }

    private static Caller caller(String tenant, String role) {
        return new Caller("anna", "anna@example.org", Set.of(role), tenant, Set.of());
    }

    private static final class Serving implements RequestHandler {
        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public Set<String> prepare() {
            return Set.of();
        }

        @Override
        public List<RestOperation> operations() {
            return List.of(FARMS);
        }

        @Override
        public void close() {}
    }
}

package com.a64platform.core.gateway;

import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.parking.Parking;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.registry.TestSettings;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.RequestMeters;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The gateway in a real server, with one module that the tenant green has and blue has not. A token is the tenant's name. */
final class ServedGateway {
    static final String FARM = "/api/v1/farm/fields";
    /** The token of a super_admin who acts in green. */
    static final String ROOT = "root";

    final RouteTable routes = new RouteTable();
    final Readiness readiness = new Readiness();
    final Parking parking = new Parking(readiness);
    final Workers workers = new Workers();
    final Doors doors = new Doors(workers);
    final AtomicInteger served = new AtomicInteger();
    final Route old = new Route("/api/v1/farm", "farm", "1.0.0", new Serving());
    final Route next = new Route("/api/v1/farm", "farm", "1.1.0", new Serving());
    final Inventory inventory = new Inventory(new InMemoryInstallations());
    final Tenants tenants;
    final RequestMeters meters = new RequestMeters();
    /** What requests do before they are answered. */
    volatile Runnable inside = () -> {};

    private final Path home;
    private Server server;
    private URI url;

    ServedGateway(Path home) throws Exception {
        this.home = home;
        readiness.enter(Readiness.Phase.READY);
        routes.attach(old);
        inventory.add(installation("green"));
        var repository = new InMemoryTenantRepository();
        repository.add(new Tenant("green", "Green", "green"));
        repository.add(new Tenant("blue", "Blue", "blue"));
        tenants = new Tenants(repository, new RecordedAudit());
        var applications = new JerseyApplications(null);
        serve(new GatewayServlet(
                routes,
                ServedGateway::caller,
                inventory,
                doors,
                tenants,
                meters,
                new CoreApplication(applications, routes, inventory),
                applications,
                readiness,
                parking,
                TestSettings.of(home, "", "production")));
    }

    private static Caller caller(String token) {
        return token.equals(ROOT)
                ? new Caller("0", "root@example.com", Set.of(Caller.SUPER_ADMIN), "green", Set.of())
                : new Caller("1", "user@example.com", Set.of(Caller.USER), token, Set.of());
    }

    private void serve(GatewayServlet gateway) throws Exception {
        server = new Server();
        var connector = new ServerConnector(server, 1, 1);
        server.addConnector(connector);
        var context = new ServletContextHandler();
        var servlet = new ServletHolder(gateway);
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/api/*");
        server.setHandler(context);
        server.start();
        url = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    void close() throws Exception {
        server.stop();
        workers.close();
    }

    CompletableFuture<HttpResponse<String>> ask(String tenant) {
        return ask(tenant, FARM);
    }

    /** @param tenant empty for nobody who is signed in */
    CompletableFuture<HttpResponse<String>> ask(String tenant, String path) {
        var request = HttpRequest.newBuilder(url.resolve(path));
        if (!tenant.isEmpty()) {
            request.header("Authorization", "Bearer " + tenant);
        }
        return HttpClient.newHttpClient().sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Installation installation(String tenant) {
        return new Installation(
                "1",
                tenant,
                "farm",
                "1.0.0",
                "digest",
                "publisher",
                "/api/v1/farm",
                InstallationState.ENABLED,
                "",
                Optional.empty(),
                List.of(),
                "",
                "admin",
                Instant.EPOCH,
                Instant.EPOCH,
                0);
    }

    private final class Serving implements RequestHandler {
        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
            served.incrementAndGet();
            inside.run();
            response.getWriter().print("served");
        }

        @Override
        public Set<String> prepare() {
            return Set.of();
        }

        @Override
        public void close() {}
    }
}

package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.parking.Parking;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.tenants.InMemoryTenantRepository;
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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway in a real server, while a module is being replaced or is not on this node. A token is the tenant's name. */
class GatewayParkingTest {
    private static final String FARM = "/api/v1/farm/fields";

    @TempDir
    Path home;

    private final RouteTable routes = new RouteTable();
    private final Readiness readiness = new Readiness();
    private final Parking parking = new Parking(readiness);
    private final Workers workers = new Workers();
    private final Doors doors = new Doors(workers);
    private final AtomicInteger served = new AtomicInteger();
    private final Route old = new Route("/api/v1/farm", "farm", "1.0.0", new Serving());
    private final Route next = new Route("/api/v1/farm", "farm", "1.1.0", new Serving());
    private Inventory inventory;
    private Server server;
    private URI url;

    @BeforeEach
    void start() throws Exception {
        readiness.enter(Readiness.Phase.READY);
        routes.attach(old);
        var installations = new InMemoryInstallations();
        inventory = new Inventory(installations);
        inventory.add(installation("green"));
        var tenants = new InMemoryTenantRepository();
        tenants.add(new Tenant("green", "Green", "green"));
        tenants.add(new Tenant("blue", "Blue", "blue"));
        var applications = new JerseyApplications(null);
        var gateway = new GatewayServlet(
                routes,
                token -> new Caller("1", "user@example.com", Set.of(Caller.USER), token, Set.of()),
                inventory,
                doors,
                new Tenants(tenants, new RecordedAudit()),
                new CoreApplication(applications, routes, inventory),
                applications,
                readiness,
                parking,
                platform());
        serve(gateway);
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

    @AfterEach
    void stop() throws Exception {
        server.stop();
        workers.close();
    }

    @Test
    void countsWhatWaitedOnce() {
        routes.park(old);
        var first = ask("green");
        var second = ask("green");
        await().until(() -> parking.waiting() == 2);
        assertThat(readiness.awaitIdle(Duration.ZERO)).as("while they wait").isFalse();

        routes.attach(next);

        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
        assertThat(readiness.awaitIdle(Duration.ofSeconds(10))).isTrue();
        readiness.requestEnters();
        assertThat(readiness.awaitIdle(Duration.ZERO)).as("with one inside").isFalse();
        assertThat(next.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(served).hasValue(2);
    }

    @Test
    void refusesATenantThatLostTheModuleWhileItWaited() {
        routes.park(old);
        var asked = ask("green");
        await().until(() -> parking.waiting() == 1);

        doors.close("green", "farm", "its license is over.");
        routes.attach(next);

        assertThat(asked.join().statusCode()).isEqualTo(404);
        assertThat(asked.join().body()).contains("module-disabled", "its license is over.");
        assertThat(served).hasValue(0);
    }

    @Test
    void refusesATenantWhoseModuleWasDisabledWhileItWaited() {
        routes.park(old);
        var asked = ask("green");
        await().until(() -> parking.waiting() == 1);

        disable();
        routes.attach(next);

        assertThat(asked.join().statusCode()).isEqualTo(404);
        assertThat(served).hasValue(0);
    }

    @Test
    void givesNoPlaceToWhoWouldNotBeServed() {
        routes.park(old);

        assertThat(ask("").join().statusCode()).isEqualTo(401);
        assertThat(ask("blue").join().body()).contains("module-not-installed");
        doors.close("green", "farm", "its license is over.");
        assertThat(ask("green").join().statusCode()).isEqualTo(404);
        assertThat(parking.waiting()).isZero();
    }

    @Test
    void saysThatAModuleIsEnabledAndNotHere() {
        routes.detach(old);

        var answer = ask("green").join();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(answer.body())
                .contains("urn:a64:problem:module-not-on-node", "Module farm is enabled for your tenant")
                .contains("\"module\":\"farm\"", "\"why\":\"/api/v1/modules/farm/why\"");
        assertThat(ask("blue").join().body()).contains("module-not-installed");

        disable();
        assertThat(ask("green").join().statusCode()).isEqualTo(404);
    }

    @Test
    void sendsWhomThisNodeLetsNotInToAnother() {
        doors.closeHere("green", "farm", "unsealable", "its license does not open here.");

        assertThat(ask("green").join().statusCode()).isEqualTo(503);
        assertThat(ask("blue").join().body()).contains("module-not-installed");

        doors.openHere("green", "farm");
        assertThat(ask("green").join().statusCode()).isEqualTo(200);
    }

    @Test
    void knowsNoPathThatTheModuleHasLeft() {
        routes.unserved("/api/v1/meadow", "farm");

        assertThat(ask("green", "/api/v1/meadow/fields").join().statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhenToComeAgainWhenThePlatformStops() {
        routes.park(old);
        var asked = ask("green");
        await().until(() -> parking.waiting() == 1);

        readiness.enter(Readiness.Phase.STOPPING);

        assertThat(asked.join().statusCode()).isEqualTo(503);
        assertThat(asked.join().headers().firstValue("Retry-After")).isPresent();
        assertThat(readiness.awaitIdle(Duration.ofSeconds(10))).isTrue();
    }

    private void disable() {
        inventory
                .find("green", "farm")
                .ifPresent(found -> inventory.update(found.with(InstallationState.DISABLED, "enough", Instant.now())));
    }

    private CompletableFuture<HttpResponse<String>> ask(String tenant) {
        return ask(tenant, FARM);
    }

    /** @param tenant empty for nobody who is signed in */
    private CompletableFuture<HttpResponse<String>> ask(String tenant, String path) {
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

    private Platform platform() {
        Map<String, String> values = new HashMap<>(Map.of(
                "A64_HOME", home.toString(),
                "A64_DEPLOY_DIR", home.resolve("deploy").toString(),
                "A64_MODE", "production",
                "A64_HTTP_HOST", "127.0.0.1",
                "A64_HTTP_PORT", "0",
                "A64_SAFE_MODE", "false",
                "MONGODB_DB_NAME", "a64",
                "LICENSE_MODE", "offline"));
        values.put("MAX_MODULES", "50");
        values.put("MAX_MODULE_SIZE_MB", "1");
        values.put("MODULE_INSTALL_TIMEOUT", "2");
        values.put("OPERATION_HISTORY_DAYS", "90");
        values.put("UNINSTALL_UNDO_DAYS", "7");
        values.put("MODULE_START_WATCH", "5");
        values.put("MODULE_UPDATE_WATCH", "0");
        values.put("MODULE_REGISTRY", "");
        return new Platform(PlatformSettings.from(values));
    }

    private final class Serving implements RequestHandler {
        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
            served.incrementAndGet();
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

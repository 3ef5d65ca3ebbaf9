package com.a64platform.core.sockets;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.ModuleLifecycle;
import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.configuring.TenantContexts;
import com.a64platform.core.configuring.TenantSettings;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.ModuleData;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.settings.InMemorySettings;
import com.a64platform.core.tenancy.StoredData;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.Tenants;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A real server in front of the endpoints of one module, as the gateway is one. Whoever asks says who he is:
 * {@code Authorization: TENANT USER PERMISSION}.
 */
final class SocketServer {
    private static final String DESCRIPTOR = """
            {"name": "farm", "version": "1.0.0", "displayName": "Farm", "description": "",
             "routePrefix": "/api/v1/farm", "permissions": ["farm.watch", "farm.feed"],
             "capabilities": {"api": {"routes": [
               {"method": "GET", "path": "/fed", "permissions": ["farm.feed"]}]}}}
            """;

    /** What loads the module, in this test's imagination. */
    final ClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader());

    final ConcurrentLinkedQueue<OpenSocket> opened = new ConcurrentLinkedQueue<>();
    volatile SocketRoutes routes;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    SocketServer(SocketLimits limits, Object... endpoints) throws Exception {
        load(limits, loader, endpoints);
        var context = new ServletContextHandler();
        var servlet = new ServletHolder(new Front(this));
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/*");
        server.setHandler(context);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
    }

    URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + port() + "/api/v1/farm" + path);
    }

    int port() {
        return connector.getLocalPort();
    }

    void load(SocketLimits limits, ClassLoader classes, Object... endpoints) {
        var revision = new Loaded(List.of(endpoints), classes);
        var settings = new TenantSettings(new Inventory(new InMemoryInstallations()), new InMemorySettings().vault());
        var tenants = new Tenants(new InMemoryTenantRepository(), new RecordedAudit());
        var stored = new StoredData(tenants, new NoData(), new Workers());
        var contexts = new TenantContexts(new NoData(), stored, settings);
        routes = new SocketRoutes(new NoResource(), revision, contexts, SocketServer::peer, limits);
    }

    /** Takes the module away; the server goes on. */
    void unload() {
        routes.close();
        routes = null;
        opened.clear();
    }

    void close() throws Exception {
        server.stop();
    }

    private static SocketPeer peer(HttpServletRequest request) {
        var said = Optional.ofNullable(request.getHeader("Authorization"))
                .or(() -> Handshake.token(request).map(token -> token.replace('_', ' ')))
                .orElseThrow()
                .split(" ");
        var caller = new Caller(
                said[1],
                said[1],
                Set.of(),
                said[0],
                Set.of(said).stream().filter(word -> word.startsWith("farm.")).collect(Collectors.toSet()));
        return new SocketPeer(caller, new Tenant(said[0], said[0], "db-" + said[0]));
    }

    private static final class Front extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient SocketServer node;

        Front(SocketServer node) {
            this.node = node;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            try {
                node.routes.handle(request, response);
                OpenSocket.of(request).ifPresent(node.opened::add);
            } catch (ProblemException problem) {
                response.setStatus(problem.code().status());
            }
        }
    }

    private record Loaded(List<Object> sockets, ClassLoader classLoader) implements Revision {
        @Override
        public VerifiedArtifact artifact() {
            var descriptor = new DescriptorReader().read(DESCRIPTOR.getBytes(StandardCharsets.UTF_8));
            return new VerifiedArtifact(
                    descriptor,
                    "00",
                    VerifiedArtifact.UNSIGNED,
                    Path.of("farm.jar"),
                    false,
                    new ScanReport(100, List.of(), Instant.EPOCH, "1"));
        }

        @Override
        public long bundleId() {
            return 1;
        }

        @Override
        public List<Object> resources() {
            return List.of();
        }

        @Override
        public Optional<HealthProbe> probe() {
            return Optional.empty();
        }

        @Override
        public Optional<ModuleLifecycle> lifecycle() {
            return Optional.empty();
        }

        @Override
        public List<String> lacks() {
            return List.of();
        }
    }

    private static final class NoResource implements RequestHandler {
        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(404);
        }

        @Override
        public Set<String> prepare() {
            return Set.of("GET /farms");
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private static final class NoData implements ModuleData {
        @Override
        public ModuleDatabase open(String tenantDatabase, String module, List<String> collections, Room room) {
            return (ModuleDatabase) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    Stream.of(ModuleDatabase.class).toArray(Class<?>[]::new),
                    (proxy, method, arguments) -> tenantDatabase);
        }

        @Override
        public void drop(String tenantDatabase, String module) {
            throw new UnsupportedOperationException("nobody drops anything here");
        }

        @Override
        public Map<String, Long> documents(String tenantDatabase) {
            throw new UnsupportedOperationException("no tenant here has a limit of documents");
        }
    }
}

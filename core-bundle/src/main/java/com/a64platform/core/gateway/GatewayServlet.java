package com.a64platform.core.gateway;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.identity.Authenticator;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.parking.Parking;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.NotOnNode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.server.OwnContext;
import com.a64platform.core.sockets.Goodbye;
import com.a64platform.core.streams.Completion;
import com.a64platform.core.streams.ModuleAnswer;
import com.a64platform.core.tenants.RequestMeters;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantLimits;
import com.a64platform.core.tenants.Tenants;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * One servlet in front of everything under {@code /api}. Reads top to bottom: plain path, revision, caller, tenant,
 * installation, application.
 */
@Component(service = Servlet.class, property = OwnContext.PROPERTY)
public final class GatewayServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient RouteTable routes;
    private final transient Authenticator authenticator;
    private final transient Inventory inventory;
    private final transient Doors doors;
    private final transient Tenants tenants;
    private final transient RequestMeters meters;
    private final transient CoreApplication core;
    private final transient JerseyApplications applications;
    private final transient Readiness readiness;
    private final transient Parking parking;
    private final transient LimitedRequest.Limits limits;

    @Activate
    public GatewayServlet(
            @Reference RouteTable routes,
            @Reference Authenticator authenticator,
            @Reference Inventory inventory,
            @Reference Doors doors,
            @Reference Tenants tenants,
            @Reference RequestMeters meters,
            @Reference CoreApplication core,
            @Reference JerseyApplications applications,
            @Reference Readiness readiness,
            @Reference Parking parking,
            @Reference Platform platform) {
        this.routes = routes;
        this.authenticator = authenticator;
        this.inventory = inventory;
        this.doors = doors;
        this.tenants = tenants;
        this.meters = meters;
        this.core = core;
        this.applications = applications;
        this.readiness = readiness;
        this.parking = parking;
        readiness.whenStopping(() -> routes.all().forEach(Route::askToGo));
        this.limits = new LimitedRequest.Limits(platform.settings().maxModuleBytes());
    }

    @Override
    public void init() {
        applications.servletContext(getServletContext());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (Parking.returned(request)) {
            answer(request, response); // it was counted when it came, and its end is listened for
            return;
        }
        readiness.requestEnters();
        boolean parked = false;
        try {
            parked = answer(request, response);
        } finally {
            if (!parked) {
                OpenRequest.whenDone(request, readiness::requestLeaves);
            }
        }
    }

    /** Whether the request waits and will come again. */
    private boolean answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SafeHeaders.on(response);
        try {
            return serve(request, response);
        } catch (ProblemException problem) {
            OpenRequest.excuse(request);
            Problems.write(response, problem);
        } catch (ServletException | RuntimeException | LinkageError failure) {
            Problems.write(response, Problems.broken(failure));
        } finally {
            var facts = RequestFacts.of(request);
            OpenRequest.whenDone(request, () -> {
                OpenRequest.count(request, response);
                facts.ifPresent(known -> known.end(response.getStatus()));
            });
        }
        return false;
    }

    private boolean serve(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var path = PlainPath.require(request.getRequestURI());
        requireReady();
        var limited = limits.on(path, request);
        var caller = Access.token(request).map(authenticator::authenticate);
        requireServed(path, caller);
        var route = routes.enter(path);
        if (route.filter(Route::parked).isPresent()) {
            park(route.get(), caller, request);
            return true;
        }
        if (route.isPresent()) {
            serveModule(route.get(), caller, limited, response);
        } else {
            caller.ifPresent(known -> routes.unservedModule(path).ifPresent(module -> refuse(known, module, path)));
            caller.ifPresent(known -> admit(acting(known, request), "", request));
            core.handler().handle(limited, response);
        }
        return false;
    }

    /** Only who may be served may wait; whether it still may is looked at again when it comes back. */
    private void park(Route route, Optional<Caller> caller, HttpServletRequest request) {
        try {
            var tenant = caller.orElseThrow(Access::unauthenticated).tenantId();
            doors.require(tenant, route.module());
            inventory.requireEnabled(tenant, route.module());
            limits(caller.get(), acting(caller.get()), request);
            parking.park(route, request, new Completion(readiness::requestLeaves));
        } finally {
            route.exit();
        }
    }

    private void serveModule(
            Route route, Optional<Caller> caller, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            visit(route, caller.orElseThrow(Access::unauthenticated), request, response);
        } finally {
            OpenRequest.whenDone(request, route::exit);
        }
    }

    /** Through the door first and only then a look at the installation: one that is lost meanwhile cuts the visit. */
    private void visit(Route route, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var answer = new ModuleAnswer(request, response);
        var visit = new OpenRequest(request, answer, caller.session(), () -> goodbye(caller, route));
        var leave = doors.enter(caller.tenantId(), route.module(), visit);
        var forget = route.stays(visit::leave, visit::cut);
        try {
            requireSignedIn(caller);
            inventory.requireEnabled(caller.tenantId(), route.module());
            admit(caller, route.module(), request);
            visit.enters(route);
            route.handler().handle(request, answer);
            visit.handled(readiness.phase() == Readiness.Phase.STOPPING);
        } finally {
            OpenRequest.whenDone(request, () -> {
                visit.end();
                forget.run();
                leave.run();
            });
        }
    }

    /** A session that ended before the visit was known has not cut it. */
    private void requireSignedIn(Caller caller) {
        if (authenticator.isOver(caller)) {
            throw Access.unauthenticated();
        }
    }

    private Goodbye goodbye(Caller caller, Route route) {
        if (authenticator.isOver(caller)) {
            return Goodbye.SIGNED_OUT;
        }
        return Goodbye.now(doors.closed(caller.tenantId(), route.module()), readiness.phase(), routes, route);
    }

    private void requireReady() {
        switch (readiness.phase()) {
            case STARTING ->
                throw new ProblemException(
                        ErrorCode.STARTING, "Try again in a moment; GET /health/ready says when it is done.");
            case STOPPING -> throw new ProblemException(ErrorCode.STOPPING, "Try again when it is back.");
            default -> {}
        }
    }

    /** An application cuts its prefix off without a look at it: what lies elsewhere must not get there. */
    private static void requireServed(String path, Optional<Caller> caller) {
        if (!path.startsWith(RouteTable.ROOT)) {
            caller.orElseThrow(Access::unauthenticated);
            throw new ProblemException(
                    ErrorCode.NOT_FOUND, "Nothing is served at this path; the API is under /api/v1.");
        }
    }

    /** Whoever names a tenant in the query of an operation of the core has to be in it; a super_admin acts in it. */
    private Caller acting(Caller caller, HttpServletRequest request) {
        var named = RequestFacts.namedTenant(request.getQueryString());
        if (named.isEmpty()) {
            return caller;
        }
        var tenant = caller.actingIn(named.get());
        return tenant.equals(caller.tenantId())
                ? caller
                : caller.in(tenants.requireOpen(tenant).id());
    }

    /** Through the tenant's limits, and counted from here until it is answered. */
    private void admit(Caller caller, String module, HttpServletRequest request) {
        var tenant = acting(caller);
        var metered = meters.enter(tenant, module, limits(caller, tenant, request));
        new RequestFacts(caller, Optional.of(tenant), Optional.of(metered)).attach(request);
    }

    /**
     * Those that count for a request, whose share of the rate is taken once. Who lifts limits is not kept out by them.
     *
     * @throws ProblemException RATE_LIMIT_REACHED
     */
    private TenantLimits limits(Caller caller, Tenant tenant, HttpServletRequest request) {
        if (!tenant.limited() || caller.superAdmin()) {
            return TenantLimits.NONE;
        }
        if (!Parking.returned(request)) {
            meters.requireRate(tenant);
        }
        return tenant.limits();
    }

    private Tenant acting(Caller caller) {
        return tenants.acting(caller.tenantId())
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.UNAUTHENTICATED, "The token's tenant is closed or gone; sign in again to another."));
    }

    /** Nothing serves the path: its tenant's wish or this node is why, or the module is at another prefix by now. */
    private void refuse(Caller caller, String module, String path) {
        var wanted = inventory.requireEnabled(caller.tenantId(), module).routePrefix();
        if (path.equals(wanted)
                || path.startsWith(wanted + "/")
                || routes.ofModule(module).isEmpty()) {
            throw NotOnNode.of(module);
        }
    }
}

package com.a64platform.core.switching;

import com.a64platform.api.TenantSwitchListener;
import com.a64platform.core.configuring.TenantContexts;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.SignIn;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.operations.ModuleCalls;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.routes.RouteTable;
import com.a64platform.core.switching.SwitchNews.Side;
import com.a64platform.core.tenants.Tenants;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells modules that somebody goes on in another tenant: those that have one of the two tenants, of that one only. What
 * waits to be told holds nothing of a module; whether the tenant has the module, and which revision serves, is asked when it
 * is told, and a revision that is being told is not unloaded meanwhile. Thread-safe.
 */
@Component(service = TenantSwitches.class, immediate = true)
public final class TenantSwitches {
    private static final Logger log = LoggerFactory.getLogger(TenantSwitches.class);
    /** The contract of {@link TenantSwitchListener} names both. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int MOST = 1_000;

    private final Inventory inventory;
    private final Doors doors;
    private final RouteTable routes;
    private final Revisions revisions;
    private final Tenants tenants;
    private final TenantContexts contexts;
    private final Workers workers;
    private final Duration limit;
    private final int most;
    private final AtomicLong number = new AtomicLong();
    private final Map<String, ModuleCalls<SwitchNews>> calls = new ConcurrentHashMap<>();
    private final Runnable forget;

    @Activate
    public TenantSwitches(
            @Reference SignIn signIn,
            @Reference Inventory inventory,
            @Reference Doors doors,
            @Reference RouteTable routes,
            @Reference Revisions revisions,
            @Reference Tenants tenants,
            @Reference TenantContexts contexts,
            @Reference Workers workers) {
        this(signIn, inventory, doors, routes, revisions, tenants, contexts, workers, LIMIT, MOST);
    }

    /** @param most how many things may wait to be told to one module */
    public TenantSwitches(
            SignIn signIn,
            Inventory inventory,
            Doors doors,
            RouteTable routes,
            Revisions revisions,
            Tenants tenants,
            TenantContexts contexts,
            Workers workers,
            Duration limit,
            int most) {
        this.inventory = inventory;
        this.doors = doors;
        this.routes = routes;
        this.revisions = revisions;
        this.tenants = tenants;
        this.contexts = contexts;
        this.workers = workers;
        this.limit = limit;
        this.most = most;
        this.forget = signIn.whenSwitched(this::switched);
    }

    @Deactivate
    public void close() {
        forget.run();
    }

    /** Nothing is told to who stays where he is. */
    private void switched(SignIn.Switch change) {
        if (!change.left().tenantId().equals(change.entered().tenantId())) {
            tellLater(change.left(), Side.LEFT);
            tellLater(change.entered(), Side.ENTERED);
        }
    }

    private void tellLater(Caller user, Side side) {
        inventory.all().stream()
                .filter(installation -> installation.tenantId().equals(user.tenantId()))
                .filter(TenantSwitches::hears)
                .map(Installation::moduleName)
                .forEach(module -> tellLater(module, new SwitchNews(number.incrementAndGet(), user, side)));
    }

    private void tellLater(String module, SwitchNews news) {
        if (!calls.computeIfAbsent(module, this::queue).add(news)) {
            log.warn("Module {} is not told of a switch of tenants: {} wait for it already", module, most);
        }
    }

    private ModuleCalls<SwitchNews> queue(String module) {
        return new ModuleCalls<>(
                workers,
                new ModuleCalls.Rules("tenant-switch", module, limit, most),
                news -> tell(module, news),
                (news, failure) -> failure.ifPresent(exception -> say(module, exception)));
    }

    private static boolean hears(Installation installation) {
        return installation.desiredState() == InstallationState.ENABLED;
    }

    /** As a request goes in: the route first, so that its revision stays, the door, and only then the installation. */
    private void tell(String module, SwitchNews news) {
        var installation = inventory.find(news.tenantId(), module).filter(TenantSwitches::hears);
        var route = installation.flatMap(wanted -> routes.enter(wanted.routePrefix()));
        if (route.isEmpty()) {
            return;
        }
        try {
            var revision = revisions.serving(module);
            if (!route.get().parked() && route.get().module().equals(module) && revision.isPresent()) {
                tell(revision.get(), news);
            }
        } finally {
            route.get().exit();
        }
    }

    private void tell(Revision revision, SwitchNews news) {
        Optional<TenantSwitchListener> listener = revision.switchListener();
        if (listener.isEmpty()
                || doors.closed(news.tenantId(), revision.module()).isPresent()) {
            return;
        }
        var telling = new Telling();
        var leave = doors.enter(news.tenantId(), revision.module(), telling);
        try {
            var wanted = inventory.find(news.tenantId(), revision.module()).filter(TenantSwitches::hears);
            if (wanted.isPresent()) {
                tenants.acting(news.tenantId())
                        .ifPresent(tenant -> news.tell(listener.get(), contexts.of(revision, tenant)));
            }
        } finally {
            telling.end();
            leave.run();
        }
    }

    private static void say(String module, Exception failure) {
        log.warn(
                "The listener of module {} for switches of tenants {}",
                module,
                failure instanceof Workers.Overdue ? "does not come back" : "throws",
                failure);
    }
}

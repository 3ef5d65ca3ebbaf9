package com.a64platform.core.rollback;

import com.a64platform.core.installer.Activation;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.installer.UpdateModule;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.observing.ModuleHealth;
import com.a64platform.core.observing.StoreCheck;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationListener;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RouteTable;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second at each module that was updated a short while ago, and starts its return when the new version turns
 * out sick. A watch lives in memory only: after a restart the recorded version serves and is not watched. Thread-safe.
 */
@Component(service = UpdateWatch.class)
public final class UpdateWatch implements OperationListener {
    private static final Logger log = LoggerFactory.getLogger(UpdateWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** What stands in the way of a return only for now. */
    private static final Set<ErrorCode> PASSING =
            Set.of(ErrorCode.OPERATION_IN_PROGRESS, ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORAGE_FULL);

    private final ReturnModule returns;
    private final ModuleHealth health;
    private final Activation activation;
    private final RouteTable routes;
    private final Inventory inventory;
    private final StoreCheck store;
    private final Duration window;
    private final Map<String, WatchedUpdate> watched = new ConcurrentHashMap<>();
    private final AtomicReference<Thread> rounds = new AtomicReference<>();

    @Activate
    public UpdateWatch(
            @Reference ReturnModule returns,
            @Reference ModuleHealth health,
            @Reference Activation activation,
            @Reference RouteTable routes,
            @Reference Inventory inventory,
            @Reference StoreCheck store,
            @Reference Workers workers,
            @Reference Platform platform) {
        this(
                returns,
                health,
                activation,
                routes,
                inventory,
                store,
                platform.settings().updateWatch());
        rounds.set(workers.repeat("update-watch", PAUSE, this::look));
    }

    /** Looks only when told to. */
    UpdateWatch(
            ReturnModule returns,
            ModuleHealth health,
            Activation activation,
            RouteTable routes,
            Inventory inventory,
            StoreCheck store,
            Duration window) {
        this.returns = returns;
        this.health = health;
        this.activation = activation;
        this.routes = routes;
        this.inventory = inventory;
        this.store = store;
        this.window = window;
    }

    @Deactivate
    public void close() {
        Optional.ofNullable(rounds.get()).ifPresent(Thread::interrupt);
    }

    /** From now on returns can be run, and updates that end are watched. */
    public void beginIn(Operations operations) {
        operations.define(returns);
        operations.listen(this);
    }

    @Override
    public void ended(Operation operation) {
        if (operation.kind().equals(UpdateModule.KIND)
                && operation.state() == OperationState.SUCCEEDED
                && !window.isZero()) {
            watched.put(operation.subject(), new WatchedUpdate(operation, System.nanoTime(), store.silences()));
        }
    }

    /** Digests of what may have to come back. */
    public Set<String> needed() {
        Set<String> digests = new HashSet<>(activation.warmArtifacts());
        watched.values().forEach(update -> digests.add(update.operation().data().get(Keys.REPLACED)));
        return digests;
    }

    /** Looks at each once. One that cannot be looked at keeps no other from it. */
    public synchronized void look() {
        for (var update : watched.values()) {
            try {
                look(update);
            } catch (RuntimeException failure) {
                log.error("Module {} could not be looked at after its update", update.module(), failure);
            }
        }
    }

    private void look(WatchedUpdate update) {
        boolean over = System.nanoTime() - update.since() >= window.toNanos();
        if (over && !update.failing() || !serves(update)) {
            watched.remove(update.module(), update);
            return;
        }
        var finding = health.check(update.module());
        routes.ofModule(update.module())
                .flatMap(route -> update.sick(finding, route, store))
                .ifPresent(reason -> bringBack(update, reason));
    }

    private boolean serves(WatchedUpdate update) {
        var sha256 = update.operation().data().get(Keys.SHA256);
        return inventory.enabledAnywhere(update.module())
                && activation
                        .serving(update.module())
                        .filter(artifact -> artifact.sha256().equals(sha256))
                        .isPresent();
    }

    /** While another operation works on the module there is no return; what that leaves behind is looked at again. */
    private void bringBack(WatchedUpdate update, String reason) {
        try {
            log.warn("Module {} is sick after its update: {}", update.module(), reason);
            returns.submit(update.operation(), reason);
            watched.remove(update.module(), update);
        } catch (ProblemException refusal) {
            if (!PASSING.contains(refusal.code())) {
                watched.remove(update.module(), update);
            }
            log.warn("Module {} does not return yet: {}", update.module(), refusal.detail());
        }
    }
}

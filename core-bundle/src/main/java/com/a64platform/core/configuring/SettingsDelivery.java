package com.a64platform.core.configuring;

import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.operations.ModuleCalls;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.tenants.TenantRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the revision that serves a module that a tenant's settings have changed. Nobody waits for it: each module has a
 * queue of its own, which holds a tenant once, and one thread while there is something in it. A listener that does not come
 * back stops its own module's queue until it does. Thread-safe.
 */
@Component(service = SettingsDelivery.class)
public final class SettingsDelivery {
    private static final Logger log = LoggerFactory.getLogger(SettingsDelivery.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Revisions revisions;
    private final TenantRepository tenants;
    private final TenantContexts contexts;
    private final Workers workers;
    private final Duration limit;
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    @Activate
    public SettingsDelivery(
            @Reference Revisions revisions,
            @Reference TenantRepository tenants,
            @Reference TenantContexts contexts,
            @Reference Workers workers) {
        this(revisions, tenants, contexts, workers, LIMIT);
    }

    public SettingsDelivery(
            Revisions revisions, TenantRepository tenants, TenantContexts contexts, Workers workers, Duration limit) {
        this.revisions = revisions;
        this.tenants = tenants;
        this.contexts = contexts;
        this.workers = workers;
        this.limit = limit;
    }

    /** Has the module told soon; returns at once. */
    void changed(String module, String tenantId) {
        queues.computeIfAbsent(module, Queue::new).calls.add(tenantId);
    }

    /** What went wrong when the module was told last, one sentence; empty when nothing did. */
    Optional<String> trouble(String module, String tenantId) {
        return Optional.ofNullable(queues.get(module)).map(queue -> queue.troubles.get(tenantId));
    }

    /** Those to be told of one module. */
    private final class Queue {
        private final String module;
        private final Map<String, String> troubles = new ConcurrentHashMap<>();
        private final ModuleCalls<String> calls;

        Queue(String module) {
            this.module = module;
            this.calls = new ModuleCalls<>(
                    workers,
                    new ModuleCalls.Rules("settings", module, limit, Integer.MAX_VALUE),
                    this::call,
                    this::ended);
        }

        private void call(String tenantId) {
            var serving = revisions.serving(module);
            serving.flatMap(Revision::settingsListener).ifPresent(listener -> tenants.find(tenantId)
                    .ifPresent(tenant -> listener.changed(contexts.of(serving.get(), tenant))));
        }

        private void ended(String tenantId, Optional<Exception> failure) {
            failure.ifPresentOrElse(exception -> trouble(tenantId, exception), () -> troubles.remove(tenantId));
        }

        /** Its message may quote a secret that the module was just given: it is not passed on. */
        private void trouble(String tenantId, Exception failure) {
            var what = failure instanceof Workers.Overdue
                    ? "does not come back: " + failure.getMessage()
                    : "throws " + failure.getClass().getName();
            troubles.put(
                    tenantId,
                    "At " + Clock.systemUTC().instant() + " its listener for settings " + what
                            + ". Requests see the new settings all the same.");
            log.warn(
                    "The settings listener of module {} {} ({})",
                    module,
                    what,
                    failure.getClass().getName());
        }
    }
}

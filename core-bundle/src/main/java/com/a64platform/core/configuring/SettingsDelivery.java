package com.a64platform.core.configuring;

import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.tenants.TenantRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        var queue = queues.computeIfAbsent(module, Queue::new);
        if (queue.add(tenantId)) {
            queue.begin();
        }
    }

    /** What went wrong when the module was told last, one sentence; empty when nothing did. */
    Optional<String> trouble(String module, String tenantId) {
        return Optional.ofNullable(queues.get(module)).map(queue -> queue.troubles.get(tenantId));
    }

    /** Those to be told of one module. */
    private final class Queue {
        private final String module;
        private final Set<String> waiting = new LinkedHashSet<>();
        private final Map<String, String> troubles = new ConcurrentHashMap<>();
        private boolean telling;

        Queue(String module) {
            this.module = module;
        }

        /** Whether somebody has to begin telling. */
        synchronized boolean add(String tenantId) {
            waiting.add(tenantId);
            boolean idle = !telling;
            telling = true;
            return idle;
        }

        private synchronized List<String> next() {
            var first = waiting.stream().limit(1).toList();
            waiting.removeAll(first);
            telling = !first.isEmpty();
            return first;
        }

        void begin() {
            workers.start("settings-" + module, this::tellAll);
        }

        private void tellAll() {
            for (var next = next(); !next.isEmpty(); next = next()) {
                if (!tell(next.get(0))) {
                    return; // it goes on when the listener comes back
                }
            }
        }

        /** False when the listener did not come back. */
        private boolean tell(String tenantId) {
            try {
                workers.callWithin(limit, "settings", module, () -> call(tenantId), this::begin);
                troubles.remove(tenantId);
            } catch (Workers.Overdue overdue) {
                trouble(tenantId, "does not come back: " + overdue.getMessage(), overdue);
                return false;
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return false;
            } catch (Exception failure) {
                trouble(tenantId, "throws " + failure.getClass().getName(), failure);
            }
            return true;
        }

        private boolean call(String tenantId) {
            var serving = revisions.serving(module);
            serving.flatMap(Revision::settingsListener).ifPresent(listener -> tenants.find(tenantId)
                    .ifPresent(tenant -> listener.changed(contexts.of(serving.get(), tenant))));
            return true;
        }

        /** Its message may quote a secret that the module was just given: it is not passed on. */
        private void trouble(String tenantId, String what, Exception failure) {
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

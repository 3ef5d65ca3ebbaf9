package com.a64platform.core.tenancy;

import com.a64platform.api.data.DataLimitException;
import com.a64platform.core.modules.ModuleData;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.Tenants;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many documents the tenants have whose documents are limited. What the store says is asked for at an interval, never
 * while a document is written; in between, what this node writes and deletes is counted along. What other nodes write is
 * seen with the next answer of the store, so that many nodes together can go beyond a limit by what they write in between.
 * Thread-safe.
 */
@Component(service = StoredData.class, immediate = true)
public final class StoredData {
    private static final Logger log = LoggerFactory.getLogger(StoredData.class);
    /** docs/operations.md names it. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Tenants tenants;
    private final ModuleData data;
    private final Workers workers;
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Set<String> beingCounted = ConcurrentHashMap.newKeySet();
    private final Thread rounds;
    private volatile boolean silent;

    @Activate
    public StoredData(@Reference Tenants tenants, @Reference ModuleData data, @Reference Workers workers) {
        this(tenants, data, workers, PAUSE);
    }

    /** @param pause after which the store is asked again */
    public StoredData(Tenants tenants, ModuleData data, Workers workers, Duration pause) {
        this.tenants = tenants;
        this.data = data;
        this.workers = workers;
        this.rounds = workers.repeat("stored-data", pause, this::round);
    }

    @Deactivate
    public void close() {
        rounds.interrupt();
    }

    /** What is left to a tenant, now and later; one that has not been counted yet has room. */
    public ModuleData.Room room(String tenantId) {
        return new ModuleData.Room() {
            @Override
            public void take() {
                StoredData.this.take(tenantId);
            }

            @Override
            public void give(long documents) {
                Optional.ofNullable(counts.get(tenantId)).ifPresent(count -> count.addAndGet(-documents));
            }
        };
    }

    private void take(String tenantId) {
        var limit = limit(tenantId);
        if (limit.isEmpty()) {
            return;
        }
        var count = counts.get(tenantId);
        if (count == null) {
            countSoon(tenantId);
        } else if (count.incrementAndGet() > limit.getAsLong()) {
            count.decrementAndGet();
            throw new DataLimitException("Your tenant may store " + limit.getAsLong()
                    + " documents and has as many; delete some, or have a super_admin raise its limit.");
        }
    }

    /**
     * Asks the store how many there are, if they are limited; what is written meanwhile is counted along.
     *
     * @throws ProblemException STORE_UNAVAILABLE
     */
    public synchronized void count(Tenant tenant) {
        if (tenant.limits().documents().isEmpty()) {
            counts.remove(tenant.id());
            return;
        }
        var known = counts.get(tenant.id());
        long before = known == null ? 0 : known.get();
        long now = data.documents(tenant.database()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        counts.computeIfAbsent(tenant.id(), id -> new AtomicLong()).addAndGet(now - before);
    }

    private OptionalLong limit(String tenantId) {
        return tenants.acting(tenantId)
                .map(tenant -> tenant.limits().documents())
                .orElseGet(OptionalLong::empty);
    }

    private void countSoon(String tenantId) {
        if (beingCounted.add(tenantId)) {
            workers.start("stored-data", () -> {
                try {
                    tenants.acting(tenantId).ifPresent(this::countOrSay);
                } finally {
                    beingCounted.remove(tenantId);
                }
            });
        }
    }

    private void round() {
        var limited = tenants.withLimitedData();
        counts.keySet().retainAll(limited.stream().map(Tenant::id).toList());
        limited.forEach(this::countOrSay);
    }

    /** One failure must not end the rounds. */
    private void countOrSay(Tenant tenant) {
        try {
            count(tenant);
            silent = false;
        } catch (ProblemException away) {
            if (!silent) {
                log.warn("The documents of tenant {} cannot be counted: {}", tenant.id(), away.detail());
            }
            silent = true;
        } catch (RuntimeException failure) {
            log.error("The documents of tenant {} could not be counted", tenant.id(), failure);
        }
    }
}

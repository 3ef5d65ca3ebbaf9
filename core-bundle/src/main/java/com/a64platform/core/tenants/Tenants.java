package com.a64platform.core.tenants;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Creates, finds, renames, limits and closes tenants. Its activation makes sure of the default one, as often as it takes.
 * Thread-safe.
 */
@Component(service = Tenants.class, immediate = true)
public final class Tenants {
    private static final int MAX_NAME = 100;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TenantRepository repository;
    private final Audit audit;
    /** What requests asked for, so that they ask no store. */
    private final Map<String, Tenant> known = new ConcurrentHashMap<>();

    @Activate
    public Tenants(@Reference TenantRepository repository, @Reference Audit audit) {
        this.repository = repository;
        this.audit = audit;
        ensureDefault();
    }

    /** @throws ProblemException VALIDATION_FAILED for a bad name, CONFLICT for one that is taken */
    public Tenant create(Audit.Actor actor, String name) {
        var plain = plain(name);
        var tenant = new Tenant("t-" + random(8), plain, "a64_t_" + random(12));
        repository.add(tenant);
        record(actor, "tenant.create", tenant);
        return tenant;
    }

    /** @throws ProblemException NOT_FOUND when there is none, VALIDATION_FAILED for a bad name, CONFLICT for one that is taken */
    public Tenant rename(Audit.Actor actor, String id, String name) {
        var plain = plain(name);
        return changed(actor, "tenant.rename", id, key -> repository.rename(key, plain));
    }

    /**
     * From the return on nobody acts in it, whatever token he has; its documents, its members' roles and its database stay.
     *
     * @throws ProblemException NOT_FOUND when there is none
     */
    public Tenant close(Audit.Actor actor, String id) {
        return changed(actor, "tenant.close", id, key -> repository.setClosed(key, Optional.of(Instant.now())));
    }

    /** @throws ProblemException NOT_FOUND when there is none */
    public Tenant reopen(Audit.Actor actor, String id) {
        return changed(actor, "tenant.reopen", id, key -> repository.setClosed(key, Optional.empty()));
    }

    /**
     * Gives it other limits. Nothing that is there goes; what would be one more than they allow is refused from the return on.
     *
     * @throws ProblemException NOT_FOUND when there is none
     */
    public Tenant limit(Audit.Actor actor, String id, TenantLimits limits) {
        var before = require(id).limits();
        var tenant = written(id, key -> repository.setLimits(key, limits));
        audit.record(
                actor,
                "tenant.limits",
                "",
                "success",
                Map.of("tenantId", id, "name", tenant.name(), "limits", limits.text(), "before", before.text()));
        return tenant;
    }

    /** @throws ProblemException NOT_FOUND when there is none */
    public Tenant require(String id) {
        return repository.find(id).orElseThrow(Tenants::missing);
    }

    /** @throws ProblemException NOT_FOUND when there is none, CONFLICT when it is closed */
    public Tenant requireOpen(String id) {
        var tenant = require(id);
        if (!tenant.open()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The tenant is closed; a super_admin can open it again with POST /api/v1/tenants/{id}/reopen.");
        }
        return tenant;
    }

    /** The tenant if somebody may act in it now; asks the store the first time only. */
    public Optional<Tenant> acting(String id) {
        return Optional.ofNullable(
                        known.computeIfAbsent(id, key -> repository.find(key).orElse(null)))
                .filter(Tenant::open);
    }

    /** Has requests see what other nodes on this store have changed. Asks the store once, and again for what has changed. */
    public void catchUp() {
        var stored = repository.all().stream().collect(Collectors.toMap(Tenant::id, Function.identity()));
        known.forEach((id, tenant) -> {
            if (!tenant.equals(stored.get(id))) {
                // read within the map's own step: what was read before may be older than a change on this node
                known.computeIfPresent(id, (key, before) -> repository.find(key).orElse(null));
            }
        });
    }

    /** Those of which requests have asked here and whose documents are limited. Asks no store. */
    public List<Tenant> withLimitedData() {
        return known.values().stream()
                .filter(tenant -> tenant.limits().documents().isPresent())
                .toList();
    }

    /** All tenants by name. */
    public List<Tenant> all() {
        return repository.all();
    }

    private void ensureDefault() {
        if (repository.find(Tenant.DEFAULT_ID).isPresent()) {
            return;
        }
        try {
            repository.add(new Tenant(Tenant.DEFAULT_ID, "Default", "a64_t_" + random(12)));
        } catch (ProblemException taken) {
            if (repository.find(Tenant.DEFAULT_ID).isEmpty()) {
                throw taken; // not another node that was faster
            }
        }
        audit.record(Audit.Actor.SYSTEM, "tenant.create", "", "success", Map.of("tenantId", Tenant.DEFAULT_ID));
    }

    private Tenant changed(Audit.Actor actor, String action, String id, Function<String, Optional<Tenant>> write) {
        var tenant = written(id, write);
        record(actor, action, tenant);
        return tenant;
    }

    /** Written and remembered in one step, so that no request remembers what was before. */
    private Tenant written(String id, Function<String, Optional<Tenant>> write) {
        var tenant = known.compute(id, (key, before) -> write.apply(key).orElse(null));
        if (tenant == null) {
            throw missing();
        }
        return tenant;
    }

    private void record(Audit.Actor actor, String action, Tenant tenant) {
        audit.record(actor, action, "", "success", Map.of("tenantId", tenant.id(), "name", tenant.name()));
    }

    private static ProblemException missing() {
        return new ProblemException(ErrorCode.NOT_FOUND, "There is no such tenant; GET /api/v1/tenants lists yours.");
    }

    private static String plain(String name) {
        var plain = name.strip();
        new Faults()
                .check(acceptable(plain), "/name", "is 1 to " + MAX_NAME + " characters without control characters")
                .raise();
        return plain;
    }

    private static boolean acceptable(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME && name.codePoints().noneMatch(Character::isISOControl);
    }

    private static String random(int bytes) {
        var value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}

package com.a64platform.core.tenants;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Creates and finds tenants. Its activation makes sure of the default one, as often as it takes. Thread-safe. */
@Component(service = Tenants.class, immediate = true)
public final class Tenants {
    private static final int MAX_NAME = 100;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TenantRepository repository;
    private final Audit audit;

    @Activate
    public Tenants(@Reference TenantRepository repository, @Reference Audit audit) {
        this.repository = repository;
        this.audit = audit;
        ensureDefault();
    }

    /** @throws ProblemException VALIDATION_FAILED for a bad name, CONFLICT for one that is taken */
    public Tenant create(Audit.Actor actor, String name) {
        var plain = name.strip();
        new Faults()
                .check(acceptable(plain), "/name", "is 1 to " + MAX_NAME + " characters without control characters")
                .raise();
        var tenant = new Tenant("t-" + random(8), plain, "a64_t_" + random(12));
        repository.add(tenant);
        audit.record(actor, "tenant.create", "", "success", Map.of("tenantId", tenant.id(), "name", plain));
        return tenant;
    }

    /** @throws ProblemException NOT_FOUND when there is none */
    public Tenant require(String id) {
        return repository
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.NOT_FOUND, "There is no such tenant; GET /api/v1/tenants lists yours."));
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

    private static boolean acceptable(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME && name.codePoints().noneMatch(Character::isISOControl);
    }

    private static String random(int bytes) {
        var value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}

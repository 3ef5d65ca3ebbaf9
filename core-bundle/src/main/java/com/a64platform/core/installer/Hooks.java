package com.a64platform.core.installer;

import com.a64platform.api.CurrentTenant;
import com.a64platform.api.ModuleLifecycle;
import com.a64platform.api.TenantContext;
import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.core.modules.ModuleData;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantRepository;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a module's life-cycle hooks for a tenant, on a thread of their own and with a limit. Thread-safe. */
@Component(service = Hooks.class)
public final class Hooks {
    private static final Logger log = LoggerFactory.getLogger(Hooks.class);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final TenantRepository tenants;
    private final ModuleData data;
    private final Workers workers;
    private final Duration limit;

    @Activate
    public Hooks(
            @Reference TenantRepository tenants,
            @Reference ModuleData data,
            @Reference Workers workers,
            @Reference Platform platform) {
        this.limit = platform.settings().shorterThanInstall(LONGEST);
        this.tenants = tenants;
        this.data = data;
        this.workers = workers;
    }

    /** @throws ProblemException MODULE_START_FAILED when the hook throws or does not come back */
    void call(Revision revision, String tenantId, BiConsumer<ModuleLifecycle, TenantContext> hook) {
        var lifecycle = revision.lifecycle();
        if (lifecycle.isEmpty()) {
            return;
        }
        var tenant = tenants.find(tenantId)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no tenant " + tenantId));
        try {
            workers.callWithin(limit, "hook", revision.module(), () -> {
                hook.accept(lifecycle.get(), context(revision, tenant));
                return true;
            });
        } catch (Exception e) {
            throw new ProblemException(
                    ErrorCode.MODULE_START_FAILED,
                    "A life-cycle hook of module " + revision.module() + " " + revision.version() + " failed: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Calls a hook of a module that is going away. A hook that fails cannot keep it: the failure is told with the step.
     *
     * @param say takes the sentence about a failure
     */
    void farewell(
            Revision revision, String tenantId, BiConsumer<ModuleLifecycle, TenantContext> hook, Consumer<String> say) {
        try {
            call(revision, tenantId, hook);
        } catch (ProblemException failure) {
            log.warn("Module {} {} leaves all the same", revision.module(), revision.version(), failure);
            say.accept(failure.detail());
        }
    }

    private TenantContext context(Revision revision, Tenant tenant) {
        var descriptor = revision.artifact().descriptor();
        var database = data.open(tenant.database(), descriptor.name(), descriptor.databaseCollections());
        return new Context(tenant, database);
    }

    private record Context(CurrentTenant tenant, ModuleDatabase database) implements TenantContext {}
}

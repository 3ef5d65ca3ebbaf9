package com.a64platform.core.installer;

import com.a64platform.api.ModuleLifecycle;
import com.a64platform.api.TenantContext;
import com.a64platform.core.configuring.TenantContexts;
import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantRepository;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
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
    private final TenantContexts contexts;
    private final Workers workers;
    private final Duration limit;

    @Activate
    public Hooks(
            @Reference TenantRepository tenants,
            @Reference TenantContexts contexts,
            @Reference Workers workers,
            @Reference Platform platform) {
        this.limit = platform.settings().shorterThanInstall(LONGEST);
        this.tenants = tenants;
        this.contexts = contexts;
        this.workers = workers;
    }

    /** @throws ProblemException MODULE_START_FAILED when the hook throws or does not come back */
    void call(Revision revision, String tenantId, BiConsumer<ModuleLifecycle, TenantContext> hook) {
        revision.lifecycle()
                .ifPresent(lifecycle -> ask(revision, () -> {
                    hook.accept(lifecycle, contexts.ofHook(revision, tenant(tenantId)));
                    return true;
                }));
    }

    /**
     * The same with settings that do not count yet.
     *
     * @param settingsId the version of them that will count
     */
    void call(Revision revision, String tenantId, String settingsId, BiConsumer<ModuleLifecycle, TenantContext> hook) {
        revision.lifecycle()
                .ifPresent(lifecycle -> ask(revision, () -> {
                    hook.accept(lifecycle, contexts.ofHook(revision, tenant(tenantId), settingsId));
                    return true;
                }));
    }

    /**
     * What the module makes of settings of an earlier version.
     *
     * @throws ProblemException as {@link #call}
     */
    Map<String, Object> migrateSettings(Revision revision, Map<String, Object> settings, String from) {
        return revision.lifecycle()
                .map(lifecycle -> ask(revision, () -> migrated(lifecycle, settings, from, revision.version())))
                .orElse(settings);
    }

    /** What it throws may quote a secret that it was just given: it is not passed on. */
    private static Map<String, Object> migrated(
            ModuleLifecycle lifecycle, Map<String, Object> settings, String from, String to) {
        try {
            return Map.copyOf(lifecycle.migrateSettings(new HashMap<>(settings), from, to));
        } catch (RuntimeException secretive) {
            throw new ModuleFault(
                    "its migrateSettings throws " + secretive.getClass().getName());
        }
    }

    private Tenant tenant(String tenantId) {
        return tenants.find(tenantId)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no tenant " + tenantId));
    }

    private <T> T ask(Revision revision, Callable<T> hook) {
        try {
            return workers.callWithin(limit, "hook", revision.module(), hook);
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
}

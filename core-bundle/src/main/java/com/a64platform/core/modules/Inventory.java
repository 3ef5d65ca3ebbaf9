package com.a64platform.core.modules;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The installations, kept in memory for the request path and in the store for good. Every write goes to the store first.
 * Thread-safe.
 */
@Component(service = Inventory.class)
public final class Inventory {
    private final InstallationRepository repository;
    /** By module, then by tenant. */
    private final Map<String, Map<String, Installation>> modules = new ConcurrentHashMap<>();

    @Activate
    public Inventory(@Reference InstallationRepository repository) {
        this.repository = repository;
        repository.all().forEach(this::remember);
    }

    public void add(Installation installation) {
        repository.add(installation);
        repository.find(installation.tenantId(), installation.moduleName()).ifPresent(this::remember);
    }

    public Installation update(Installation installation) {
        var written = repository.update(installation);
        remember(written);
        return written;
    }

    public void remove(Installation installation) {
        repository.remove(installation.id());
        forget(installation.tenantId(), installation.moduleName());
    }

    /** Reads again what the store holds of an installation, after a write whose outcome is not known. */
    public Optional<Installation> reread(String tenantId, String module) {
        var stored = repository.find(tenantId, module);
        stored.ifPresentOrElse(this::remember, () -> forget(tenantId, module));
        return stored;
    }

    public Optional<Installation> find(String tenantId, String module) {
        return Optional.ofNullable(modules.getOrDefault(module, Map.of()).get(tenantId));
    }

    /** @throws ProblemException MODULE_NOT_INSTALLED */
    public Installation require(String tenantId, String module) {
        return find(tenantId, module)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_INSTALLED,
                        "Module " + module + " is not installed for this tenant; install it first."));
    }

    public Optional<Installation> find(String id) {
        return all().stream()
                .filter(installation -> installation.id().equals(id))
                .findFirst();
    }

    /** All of a module's installations. */
    public List<Installation> ofModule(String module) {
        return List.copyOf(modules.getOrDefault(module, Map.of()).values());
    }

    /** Whether any tenant has the module enabled. */
    public boolean enabledAnywhere(String module) {
        return ofModule(module).stream()
                .anyMatch(installation -> installation.desiredState() == InstallationState.ENABLED);
    }

    public Collection<Installation> all() {
        return modules.values().stream()
                .flatMap(tenants -> tenants.values().stream())
                .toList();
    }

    private void remember(Installation installation) {
        modules.computeIfAbsent(installation.moduleName(), module -> new ConcurrentHashMap<>())
                .put(installation.tenantId(), installation);
    }

    /** The module's map stays, empty at worst: taking it away could lose what is remembered in it at this moment. */
    private void forget(String tenantId, String module) {
        Optional.ofNullable(modules.get(module)).ifPresent(tenants -> tenants.remove(tenantId));
    }
}

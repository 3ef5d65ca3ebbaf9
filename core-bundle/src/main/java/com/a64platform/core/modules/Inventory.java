package com.a64platform.core.modules;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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
    /** Held, by module, while the store is read or written, so that nothing older than what was written is remembered. */
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    /** What the repository said before everything was last read; empty when it was not. */
    private volatile String mark = "";

    @Activate
    public Inventory(@Reference InstallationRepository repository) {
        this.repository = repository;
        repository.all().forEach(this::remember);
    }

    /** For what no operation does. */
    public void add(Installation installation) {
        synchronized (lock(installation.moduleName())) {
            repository.add(installation);
            reread(installation.tenantId(), installation.moduleName());
        }
    }

    /** @param fence of the step that adds it */
    public void add(Installation installation, long fence) {
        synchronized (lock(installation.moduleName())) {
            repository.add(installation, fence);
            reread(installation.tenantId(), installation.moduleName());
        }
    }

    /** For what no operation does. */
    public Installation update(Installation installation) {
        synchronized (lock(installation.moduleName())) {
            return remembered(repository.update(installation));
        }
    }

    /** @param fence of the step that changes it */
    public Installation update(Installation installation, long fence) {
        synchronized (lock(installation.moduleName())) {
            return remembered(repository.update(installation, fence));
        }
    }

    /**
     * Removes an installation, or sees to it that a write of it that is still on its way changes nothing.
     *
     * @param fence of the step that removes it
     */
    public void remove(String tenantId, String module, String id, long fence) {
        synchronized (lock(module)) {
            repository.remove(id, fence);
            forget(tenantId, module);
        }
    }

    /** Reads again what the store holds if anything of it was written since, by this node or another. */
    public void refresh() {
        var now = repository.mark(); // before it is read: what is written meanwhile shows in the next one
        if (!now.equals(mark)) {
            refreshChanged();
            mark = now;
        }
    }

    private void refreshChanged() {
        var stored = repository.all().stream().collect(Collectors.groupingBy(Installation::moduleName));
        Set<String> names = new HashSet<>(stored.keySet());
        names.addAll(modules.keySet());
        names.stream()
                .filter(module ->
                        !writes(stored.getOrDefault(module, List.of())).equals(writes(ofModule(module))))
                .forEach(this::refresh);
    }

    /** Each installation with how often it was written. */
    private static Map<String, Long> writes(Collection<Installation> installations) {
        return installations.stream().collect(Collectors.toMap(Installation::id, Installation::revision));
    }

    /** Reads again what the store holds of a module, which another node may have changed. */
    public void refresh(String module) {
        synchronized (lock(module)) {
            var stored = repository.ofModule(module);
            ofModule(module).stream()
                    .filter(known ->
                            stored.stream().noneMatch(found -> found.id().equals(known.id())))
                    .forEach(gone -> forget(gone.tenantId(), module));
            stored.forEach(this::remember);
        }
    }

    /** Reads again what the store holds of an installation, after a write whose outcome is not known. */
    public Optional<Installation> reread(String tenantId, String module) {
        synchronized (lock(module)) {
            var stored = repository.find(tenantId, module);
            stored.ifPresentOrElse(this::remember, () -> forget(tenantId, module));
            return stored;
        }
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

    /** @throws ProblemException MODULE_NOT_INSTALLED or MODULE_DISABLED, for who asks the module itself for something */
    public Installation requireEnabled(String tenantId, String module) {
        var installation = find(tenantId, module)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_INSTALLED,
                        "Module " + module + " is not installed for your tenant; an administrator can install it."));
        if (installation.desiredState() != InstallationState.ENABLED) {
            throw new ProblemException(
                    ErrorCode.MODULE_DISABLED,
                    "Module " + module + " is " + installation.desiredState() + " for your tenant"
                            + (installation.reason().isEmpty() ? "." : ": " + installation.reason() + "."));
        }
        return installation;
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

    private Object lock(String module) {
        return locks.computeIfAbsent(module, name -> new Object());
    }

    private Installation remembered(Installation written) {
        remember(written);
        return written;
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

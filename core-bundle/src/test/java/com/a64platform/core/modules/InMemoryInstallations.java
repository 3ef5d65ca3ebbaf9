package com.a64platform.core.modules;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Installations in memory, with the compare-and-set of the store. */
public final class InMemoryInstallations implements InstallationRepository {
    private final Map<String, Installation> byKey = new TreeMap<>();
    private final Map<String, Long> fences = new HashMap<>();
    private final Set<String> removed = new HashSet<>();
    private volatile Runnable atAll = () -> {};
    private volatile Runnable atMark = () -> {};
    private long writes;
    private Optional<ProblemException> away = Optional.empty();

    /** From now on a question for one installation of a tenant fails so. */
    public synchronized void failWith(ProblemException failure) {
        away = Optional.of(failure);
    }

    public synchronized void recover() {
        away = Optional.empty();
    }

    @Override
    public synchronized void add(Installation installation) {
        writes++;
        if (byKey.putIfAbsent(key(installation.tenantId(), installation.moduleName()), installation) != null) {
            throw new ProblemException(ErrorCode.MODULE_ALREADY_INSTALLED, "there");
        }
    }

    @Override
    public synchronized Installation update(Installation installation) {
        var key = key(installation.tenantId(), installation.moduleName());
        var stored = byKey.get(key);
        if (stored == null || stored.revision() != installation.revision()) {
            throw new ProblemException(ErrorCode.CONFLICT, "changed meanwhile");
        }
        writes++;
        byKey.put(key, next(installation));
        return byKey.get(key);
    }

    @Override
    public synchronized void add(Installation installation, long fence) {
        requireFence(installation.id(), fence);
        if (removed.contains(installation.id())) {
            throw new ProblemException(ErrorCode.MODULE_ALREADY_INSTALLED, "was there");
        }
        add(installation);
    }

    @Override
    public synchronized Installation update(Installation installation, long fence) {
        requireFence(installation.id(), fence);
        return update(installation);
    }

    @Override
    public synchronized void remove(String id, long fence) {
        requireFence(id, fence);
        removed.add(id);
        remove(id);
    }

    private void requireFence(String id, long fence) {
        if (fences.getOrDefault(id, 0L) > fence) {
            throw new ProblemException(ErrorCode.CONFLICT, "a larger fence has written it");
        }
        fences.put(id, fence);
    }

    @Override
    public synchronized void remove(String id) {
        writes++;
        byKey.values().removeIf(installation -> installation.id().equals(id));
    }

    @Override
    public synchronized Optional<Installation> find(String id) {
        return byKey.values().stream()
                .filter(installation -> installation.id().equals(id))
                .findFirst();
    }

    @Override
    public synchronized Optional<Installation> find(String tenantId, String moduleName) {
        away.ifPresent(failure -> {
            throw failure;
        });
        return Optional.ofNullable(byKey.get(key(tenantId, moduleName)));
    }

    /** From now on this runs before everything is read, or everything of a module. */
    public void atAll(Runnable hook) {
        atAll = hook;
    }

    /** From now on this runs before a mark is read. */
    public void atMark(Runnable hook) {
        atMark = hook;
    }

    @Override
    public String mark() {
        atMark.run();
        synchronized (this) {
            return String.valueOf(writes);
        }
    }

    @Override
    public List<Installation> all() {
        atAll.run();
        synchronized (this) {
            return List.copyOf(byKey.values());
        }
    }

    @Override
    public List<Installation> ofModule(String moduleName) {
        return all().stream()
                .filter(installation -> installation.moduleName().equals(moduleName))
                .toList();
    }

    private static String key(String tenantId, String module) {
        return module + " " + tenantId;
    }

    private static Installation next(Installation old) {
        return new Installation(
                old.id(),
                old.tenantId(),
                old.moduleName(),
                old.version(),
                old.sha256(),
                old.publisher(),
                old.routePrefix(),
                old.desiredState(),
                old.reason(),
                old.license(),
                old.permissions(),
                old.settingsId(),
                old.installedBy(),
                old.installedAt(),
                old.updatedAt(),
                old.revision() + 1);
    }
}

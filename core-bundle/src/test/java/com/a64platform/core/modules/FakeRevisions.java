package com.a64platform.core.modules;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.ModuleLifecycle;
import com.a64platform.api.SettingsListener;
import com.a64platform.api.TenantSwitchListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Revisions without a framework: loaded means remembered. */
public final class FakeRevisions implements Revisions {
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, Revision> serving = new ConcurrentHashMap<>();
    private final Set<Revision> loaded = ConcurrentHashMap.newKeySet();
    private final Map<String, HealthProbe> probes = new ConcurrentHashMap<>();
    private final Map<String, ModuleLifecycle> hooks = new ConcurrentHashMap<>();
    private volatile Optional<SettingsListener> listener = Optional.empty();
    private volatile Optional<TenantSwitchListener> switchListener = Optional.empty();
    private volatile Consumer<String> atLoad = module -> {};
    private volatile Optional<RuntimeException> broken = Optional.empty();

    /** From now on this is asked for the health of a version. */
    public void probe(String version, HealthProbe probe) {
        probes.put(version, probe);
    }

    /** From now on these are a version's hooks. */
    public void hooks(String version, ModuleLifecycle lifecycle) {
        hooks.put(version, lifecycle);
    }

    /** From now on this hears of settings, in whatever version. */
    public void listener(SettingsListener hears) {
        listener = Optional.of(hears);
    }

    /** From now on this hears of people who switch, in whatever version. */
    public void listener(TenantSwitchListener hears) {
        switchListener = Optional.of(hears);
    }

    /** From now on nothing loads, for a reason that nobody foresaw. */
    public void breakWith(RuntimeException failure) {
        broken = Optional.of(failure);
    }

    /** From now on this is told the module of whatever is loaded, before. */
    public void atLoad(Consumer<String> hook) {
        atLoad = hook;
    }

    /** From now on everything loads again. */
    public void mend() {
        broken = Optional.empty();
    }

    /** Everything that is loaded, whether it serves or not. */
    public Set<Revision> loaded() {
        return loaded;
    }

    @Override
    public Revision load(VerifiedArtifact artifact, Duration limit) {
        atLoad.accept(artifact.name());
        broken.ifPresent(failure -> {
            throw failure;
        });
        if (artifact.descriptor().description().contains("does not start")) {
            throw new ModuleFault("its start throws on purpose");
        }
        var revision = new Loaded(artifact, ids.incrementAndGet(), this);
        loaded.add(revision);
        return revision;
    }

    @Override
    public boolean besides(VerifiedArtifact artifact, Revision loaded) {
        return Stream.of(artifact, loaded.artifact())
                .noneMatch(one -> one.descriptor().description().contains("lives alone"));
    }

    @Override
    public void unload(Revision revision) {
        serving.remove(revision.module(), revision);
        loaded.remove(revision);
    }

    @Override
    public Optional<Revision> promote(Revision revision) {
        return Optional.ofNullable(serving.put(revision.module(), revision));
    }

    @Override
    public Optional<Revision> serving(String module) {
        return Optional.ofNullable(serving.get(module));
    }

    @Override
    public Collection<Revision> serving() {
        return serving.values();
    }

    private record Loaded(VerifiedArtifact artifact, long bundleId, FakeRevisions all) implements Revision {
        @Override
        public ClassLoader classLoader() {
            return getClass().getClassLoader();
        }

        @Override
        public List<Object> resources() {
            return List.of();
        }

        @Override
        public Optional<HealthProbe> probe() {
            return Optional.ofNullable(all.probes.get(version()));
        }

        @Override
        public Optional<ModuleLifecycle> lifecycle() {
            return Optional.ofNullable(all.hooks.get(version()));
        }

        @Override
        public Optional<SettingsListener> settingsListener() {
            return all.listener;
        }

        @Override
        public Optional<TenantSwitchListener> switchListener() {
            return all.switchListener;
        }

        @Override
        public List<String> lacks() {
            return List.of();
        }
    }
}

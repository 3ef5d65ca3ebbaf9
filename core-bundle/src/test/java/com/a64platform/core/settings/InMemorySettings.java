package com.a64platform.core.settings;

import com.a64platform.core.platform.EncryptionSecret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Versions of settings in memory. */
public final class InMemorySettings implements SettingsRepository {
    private final Map<String, SettingsVersion> byId = new ConcurrentHashMap<>();

    /** A vault on top of it. */
    public SettingsVault vault() {
        return new SettingsVault(this, new EncryptionSecret("a secret of more than 32 characters!", Optional.empty()));
    }

    @Override
    public void add(SettingsVersion version) {
        if (byId.putIfAbsent(version.id(), version) != null) {
            throw new IllegalStateException("there is one with this id");
        }
    }

    @Override
    public void reseal(SettingsVersion version) {
        byId.replace(version.id(), version);
    }

    @Override
    public Optional<SettingsVersion> find(String tenantId, String module, String id) {
        return Optional.ofNullable(byId.get(id)).filter(version -> of(version, tenantId, module));
    }

    @Override
    public List<SettingsVersion> find(String tenantId, String module) {
        return byId.values().stream()
                .filter(version -> of(version, tenantId, module))
                .toList();
    }

    @Override
    public List<SettingsVersion> all() {
        return List.copyOf(byId.values());
    }

    @Override
    public void remove(String tenantId, String module, String id) {
        find(tenantId, module, id).ifPresent(version -> byId.remove(version.id()));
    }

    @Override
    public void remove(String tenantId, String module) {
        byId.values().removeIf(version -> of(version, tenantId, module));
    }

    private static boolean of(SettingsVersion version, String tenantId, String module) {
        return version.tenantId().equals(tenantId) && version.module().equals(module);
    }
}

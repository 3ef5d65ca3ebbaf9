package com.a64platform.core.registry;

import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Those of the home's settings and files; one client for each as long as its definition stays. */
@Component(service = Registries.class)
public final class ConfiguredRegistries implements Registries {
    private final PlatformSettings settings;
    private final Map<RegistryDefinition, RegistryClient> clients = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException with a sentence when an address is not one that is allowed */
    @Activate
    public ConfiguredRegistries(@Reference Platform platform) {
        this.settings = platform.settings();
        all();
    }

    @Override
    public List<RegistryClient> all() {
        var defined = RegistryDefinition.all(settings);
        clients.keySet().retainAll(defined);
        return defined.stream()
                .map(one -> clients.computeIfAbsent(one, added -> new ConfiguredRegistry(added, settings)))
                .toList();
    }
}

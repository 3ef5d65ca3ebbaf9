package com.a64platform.core.modules;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.ModuleLifecycle;
import com.a64platform.api.SettingsListener;
import com.a64platform.api.TenantSwitchListener;
import java.util.List;
import java.util.Optional;

/**
 * One loaded version of a module on this node: started, with the services it registered. Thread-safe; the services are
 * valid until the revision is unloaded.
 */
public interface Revision {
    VerifiedArtifact artifact();

    default String module() {
        return artifact().name();
    }

    default String version() {
        return artifact().version();
    }

    /** The framework's id of its bundle. */
    long bundleId();

    /** Loads the module's classes; what serves its requests runs with it as the thread's context loader. */
    ClassLoader classLoader();

    /**
     * The module's REST resources, each a service of its own.
     *
     * @throws ModuleFault when one of them does not activate
     */
    List<Object> resources();

    /**
     * The module's WebSocket endpoints, each a service of its own.
     *
     * @throws ModuleFault when one of them does not activate
     */
    default List<Object> sockets() {
        return List.of();
    }

    /** The module's own opinion of its health, when it has one. */
    Optional<HealthProbe> probe();

    /** The module's hooks, when it has some. */
    Optional<ModuleLifecycle> lifecycle();

    /** What hears of changes of the module's settings, when there is something. */
    default Optional<SettingsListener> settingsListener() {
        return Optional.empty();
    }

    /** What hears of people who go from one tenant to another, when there is something. */
    default Optional<TenantSwitchListener> switchListener() {
        return Optional.empty();
    }

    /** What its components lack, a sentence each; empty when they lack nothing. */
    List<String> lacks();
}

package com.a64platform.core.modules;

import com.a64platform.api.CurrentUser;
import com.a64platform.api.HealthProbe;
import com.a64platform.api.ModuleLifecycle;
import com.a64platform.api.SettingsListener;
import com.a64platform.api.TenantContext;
import com.a64platform.api.TenantSwitchListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** A revision that is a bundle of the framework. */
final class BundleRevision implements Revision {
    /** The service property of the Jakarta REST whiteboard that marks a resource. */
    static final String RESOURCE_PROPERTY = "osgi.jakartars.resource";

    /** What {@code com.a64platform.api.SocketEndpoint} marks a WebSocket endpoint with. */
    static final String SOCKET_PROPERTY = "a64.socket.endpoint";

    private final VerifiedArtifact artifact;
    private final Bundle bundle;
    private final ComponentCheck components;
    private final AdmittedBundles admitted;

    BundleRevision(VerifiedArtifact artifact, Bundle bundle, ComponentCheck components, AdmittedBundles admitted) {
        this.admitted = admitted;
        this.components = components;
        this.artifact = artifact;
        this.bundle = bundle;
    }

    @Override
    public VerifiedArtifact artifact() {
        return artifact;
    }

    Bundle bundle() {
        return bundle;
    }

    @Override
    public long bundleId() {
        return bundle.getBundleId();
    }

    @Override
    public ClassLoader classLoader() {
        return bundle.adapt(BundleWiring.class).getClassLoader();
    }

    /** The same; empty when it does not resolve or is uninstalled. */
    Optional<ClassLoader> loader() {
        return Optional.ofNullable(bundle.adapt(BundleWiring.class)).map(BundleWiring::getClassLoader);
    }

    /**
     * Runs code of the module with the module's context loader, as its requests do: what it starts there is known by it
     * to be the module's.
     */
    <T, E extends Exception> T inside(Foreign<T, E> foreign) throws E {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        loader().ifPresent(thread::setContextClassLoader);
        try {
            return foreign.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public List<Object> resources() {
        return marked(RESOURCE_PROPERTY);
    }

    @Override
    public List<Object> sockets() {
        return marked(SOCKET_PROPERTY);
    }

    private List<Object> marked(String property) {
        List<Object> found = new ArrayList<>();
        for (var reference : registered()) {
            if (Boolean.parseBoolean(String.valueOf(reference.getProperty(property)))) {
                found.add(service(reference));
            }
        }
        return found;
    }

    @Override
    public Optional<HealthProbe> probe() {
        return one(HealthProbe.class).map(probe -> () -> inside(probe::check));
    }

    @Override
    public Optional<ModuleLifecycle> lifecycle() {
        return one(ModuleLifecycle.class).map(hooks -> new GuidedLifecycle(this, hooks));
    }

    @Override
    public Optional<SettingsListener> settingsListener() {
        return one(SettingsListener.class)
                .map(listener -> context -> inside(() -> {
                    listener.changed(context);
                    return true;
                }));
    }

    @Override
    public Optional<TenantSwitchListener> switchListener() {
        return one(TenantSwitchListener.class).map(this::guided);
    }

    /** Each call with the module's context loader. */
    private TenantSwitchListener guided(TenantSwitchListener listener) {
        return new TenantSwitchListener() {
            @Override
            public void entered(TenantContext context, CurrentUser user) {
                inside(() -> {
                    listener.entered(context, user);
                    return true;
                });
            }

            @Override
            public void left(TenantContext context, CurrentUser user) {
                inside(() -> {
                    listener.left(context, user);
                    return true;
                });
            }
        };
    }

    @Override
    public List<String> lacks() {
        var offence = admitted.offence(bundle);
        return offence.isPresent() ? List.of(offence.get()) : components.lacks(bundle);
    }

    private <T> Optional<T> one(Class<T> type) {
        return Arrays.stream(registered())
                .filter(reference -> Arrays.asList((String[]) reference.getProperty(Constants.OBJECTCLASS))
                        .contains(type.getName()))
                .findFirst()
                .map(this::service)
                .map(type::cast);
    }

    private ServiceReference<?>[] registered() {
        var references = bundle.getRegisteredServices();
        return references == null ? new ServiceReference<?>[0] : references;
    }

    private Object service(ServiceReference<?> reference) {
        var service = inside(() -> bundle.getBundleContext().getService(reference));
        if (service == null) {
            throw new ModuleFault("its component " + reference.getProperty("component.name")
                    + " does not activate; the log has the exception");
        }
        return service;
    }
}

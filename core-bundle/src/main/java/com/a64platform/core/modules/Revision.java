package com.a64platform.core.modules;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.ModuleLifecycle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * One loaded version of a module on this node: its bundle, started, and the services it registered. Thread-safe; the
 * services are valid until the revision is unloaded.
 */
public final class Revision {
    /** The service property of the Jakarta REST whiteboard that marks a resource. */
    static final String RESOURCE_PROPERTY = "osgi.jakartars.resource";

    private final VerifiedArtifact artifact;
    private final Bundle bundle;

    Revision(VerifiedArtifact artifact, Bundle bundle) {
        this.artifact = artifact;
        this.bundle = bundle;
    }

    public VerifiedArtifact artifact() {
        return artifact;
    }

    public String module() {
        return artifact.name();
    }

    public String version() {
        return artifact.version();
    }

    Bundle bundle() {
        return bundle;
    }

    /** The framework's id of the bundle. */
    public long bundleId() {
        return bundle.getBundleId();
    }

    /** Loads the module's classes; what serves its requests runs with it as the thread's context loader. */
    public ClassLoader classLoader() {
        return bundle.adapt(org.osgi.framework.wiring.BundleWiring.class).getClassLoader();
    }

    /** The module's REST resources, each a service of its own. */
    public List<Object> resources() {
        List<Object> found = new ArrayList<>();
        for (var reference : registered()) {
            if (Boolean.parseBoolean(String.valueOf(reference.getProperty(RESOURCE_PROPERTY)))) {
                found.add(service(reference));
            }
        }
        return found;
    }

    /** The module's own opinion of its health, when it has one. */
    public Optional<HealthProbe> probe() {
        return one(HealthProbe.class);
    }

    /** The module's hooks, when it has some. */
    public Optional<ModuleLifecycle> lifecycle() {
        return one(ModuleLifecycle.class);
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
        var service = bundle.getBundleContext().getService(reference);
        if (service == null) {
            throw new ModuleFault("its component " + reference.getProperty("component.name")
                    + " does not activate; the log has the exception");
        }
        return service;
    }
}

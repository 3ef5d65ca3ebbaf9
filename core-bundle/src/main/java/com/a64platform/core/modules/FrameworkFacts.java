package com.a64platform.core.modules;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What the framework holds now: the proof that a change of a module touched nothing else. Thread-safe. */
@Component(service = FrameworkFacts.class)
public final class FrameworkFacts {
    private final BundleContext context;

    @Activate
    public FrameworkFacts(BundleContext context) {
        this.context = context;
    }

    /**
     * One bundle.
     *
     * @param lastModified when it was last installed, updated or uninstalled
     * @param module whether it is a module's revision; otherwise it belongs to the platform
     */
    public record BundleFact(
            long id, String symbolicName, String version, String state, Instant lastModified, boolean module) {}

    /** One service that the core has registered. */
    public record ServiceFact(long id, List<String> types) {}

    public List<BundleFact> bundles() {
        return Arrays.stream(context.getBundles()).map(FrameworkFacts::fact).toList();
    }

    public List<ServiceFact> coreServices() {
        var references = context.getBundle().getRegisteredServices();
        return references == null
                ? List.of()
                : Arrays.stream(references).map(FrameworkFacts::fact).toList();
    }

    private static BundleFact fact(Bundle bundle) {
        return new BundleFact(
                bundle.getBundleId(),
                String.valueOf(bundle.getSymbolicName()),
                bundle.getVersion().toString(),
                state(bundle.getState()),
                Instant.ofEpochMilli(bundle.getLastModified()),
                bundle.getLocation().startsWith(FrameworkRevisions.LOCATION));
    }

    private static ServiceFact fact(ServiceReference<?> reference) {
        return new ServiceFact((Long) reference.getProperty(Constants.SERVICE_ID), List.of((String[])
                reference.getProperty(Constants.OBJECTCLASS)));
    }

    private static String state(int state) {
        return switch (state) {
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.ACTIVE -> "ACTIVE";
            default -> "UNINSTALLED";
        };
    }
}

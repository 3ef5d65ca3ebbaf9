package com.a64platform.core.admission;

import com.a64platform.core.descriptors.ReservedPackages;
import com.a64platform.core.modules.AdmittedBundles;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the services of modules and those of the platform apart, so that no module takes part in what is between the
 * platform's own bundles: a servlet past the gateway, a hand in the watched folder, a look at what the gate keeps. The core
 * takes a module's services from the module itself. What the framework asks for by itself cannot be hidden from it; who
 * offers such a thing is stopped. Thread-safe.
 */
final class ServiceGuard implements FindHook, EventListenerHook, EventHook, org.osgi.framework.hooks.bundle.FindHook {
    private static final Logger log = LoggerFactory.getLogger(ServiceGuard.class);
    private static final String API = "com.a64platform.api.";

    private final AdmittedBundles admitted;

    ServiceGuard(AdmittedBundles admitted) {
        this.admitted = admitted;
    }

    void register(BundleContext context) {
        context.registerService(FindHook.class, this, null);
        context.registerService(EventListenerHook.class, this, null);
        context.registerService(EventHook.class, this, null);
        context.registerService(org.osgi.framework.hooks.bundle.FindHook.class, this, null);
    }

    @Override
    public void find(
            BundleContext context,
            String name,
            String filter,
            boolean all,
            Collection<ServiceReference<?>> references) {
        references.removeIf(reference -> !meet(context.getBundle(), reference, () -> shared(reference)));
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        var reference = event.getServiceReference();
        if (event.getType() == ServiceEvent.REGISTERED) {
            refuseOffer(reference);
        }
        var shared = shared(reference); // once for all who listen: a thousand modules do
        listeners.keySet().removeIf(context -> !meet(context.getBundle(), reference, () -> shared));
    }

    /** A module sees its own bundle only. */
    @Override
    public void find(BundleContext context, Collection<Bundle> bundles) {
        if (!admitted.isPlatform(context.getBundle())) {
            bundles.removeIf(bundle -> !bundle.equals(context.getBundle()));
        }
    }

    @Override
    public void event(BundleEvent event, Collection<BundleContext> contexts) {
        contexts.removeIf(context ->
                !admitted.isPlatform(context.getBundle()) && !event.getBundle().equals(context.getBundle()));
    }

    /**
     * Whether a bundle may know of a service.
     *
     * @param shared the packages of its types that modules share; only asked between two modules
     */
    private boolean meet(Bundle asking, ServiceReference<?> reference, Supplier<Set<String>> shared) {
        var offering = reference.getBundle();
        if (offering == null || offering.equals(asking)) {
            return true;
        }
        if (admitted.isPlatform(asking)) {
            return admitted.isPlatform(offering);
        }
        return admitted.isPlatform(offering)
                ? types(reference).anyMatch(type -> type.startsWith(API))
                : imports(asking, shared.get());
    }

    private boolean imports(Bundle asking, Set<String> shared) {
        return !shared.isEmpty() && imported(asking).anyMatch(shared::contains);
    }

    /** The packages of a module's service that are of an API: it exports them, or imports them from another module. */
    private Set<String> shared(ServiceReference<?> reference) {
        var offering = reference.getBundle();
        if (offering == null || admitted.isPlatform(offering)) {
            return Set.of();
        }
        var packages = Stream.concat(exported(offering), imported(offering)).collect(Collectors.toSet());
        return types(reference)
                .map(type -> type.substring(0, Math.max(0, type.lastIndexOf('.'))))
                .filter(packages::contains)
                .collect(Collectors.toSet());
    }

    private static Stream<String> exported(Bundle bundle) {
        var wiring = bundle.adapt(BundleWiring.class);
        var exported = wiring == null ? null : wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE);
        return exported == null ? Stream.empty() : exported.stream().map(ServiceGuard::packageOf);
    }

    /** What a module imports from other modules. */
    private Stream<String> imported(Bundle bundle) {
        var wiring = bundle.adapt(BundleWiring.class);
        var wires = wiring == null ? null : wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE);
        return wires == null
                ? Stream.empty()
                : wires.stream()
                        .filter(wire -> !admitted.isPlatform(wire.getProvider().getBundle()))
                        .map(wire -> packageOf(wire.getCapability()));
    }

    private static String packageOf(BundleCapability capability) {
        return String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
    }

    private static Stream<String> types(ServiceReference<?> reference) {
        return Arrays.stream((String[]) reference.getProperty(Constants.OBJECTCLASS));
    }

    private void refuseOffer(ServiceReference<?> reference) {
        var bundle = reference.getBundle();
        if (bundle != null && !admitted.isPlatform(bundle)) {
            types(reference).filter(ReservedPackages::service).findFirst().ifPresent(type -> stop(bundle, type));
        }
    }

    /** While it starts it cannot be stopped: then whoever starts it asks afterwards. */
    private void stop(Bundle bundle, String type) {
        log.error("Bundle {} offers {}, which is between the platform's own bundles", bundle.getSymbolicName(), type);
        admitted.offend(bundle, "it offers the service " + type + ", which is between the platform's own bundles");
        if (bundle.getState() == Bundle.ACTIVE) {
            try {
                bundle.stop(Bundle.STOP_TRANSIENT);
            } catch (BundleException e) {
                log.error("Bundle {} does not stop", bundle.getSymbolicName(), e);
            }
        }
    }
}

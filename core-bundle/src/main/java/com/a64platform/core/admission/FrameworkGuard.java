package com.a64platform.core.admission;

import com.a64platform.core.descriptors.ReservedPackages;
import com.a64platform.core.modules.AdmittedBundles;
import java.util.Collection;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.weaving.WeavingException;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps code of bundles that nobody admitted from running, whoever installs and starts them: none of their classes is
 * ever defined, and as fragments they find no host whose classes theirs would become. Modules that were admitted find no
 * package that is between the platform's own bundles, and none of theirs takes the place of one of the platform's. What the launcher's assembly has installed before the core starts is the platform itself; the launcher
 * empties the framework's storage at each start, so nothing else can be there yet.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class FrameworkGuard implements BundleActivator, WeavingHook, ResolverHook {
    private static final Logger log = LoggerFactory.getLogger(FrameworkGuard.class);

    private final AdmittedBundles admitted = new AdmittedBundles();

    @Override
    public void start(BundleContext context) {
        for (var bundle : context.getBundles()) {
            admitted.admitPlatform(bundle);
        }
        new ServiceGuard(admitted).register(context);
        context.registerService(AdmittedBundles.class, admitted, null);
        context.registerService(WeavingHook.class, this, null);
        context.registerService(ResolverHookFactory.class, triggers -> this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework unregisters what start registered; nothing of ours is left to guard by then.
    }

    @Override
    public void weave(WovenClass wovenClass) {
        var bundle = wovenClass.getBundleWiring().getBundle();
        if (!admitted.contains(wovenClass.getBundleWiring().getRevision())) {
            log.warn(
                    "Refused to run code of bundle {} ({}), which was not admitted",
                    name(bundle),
                    bundle.getLocation());
            throw new WeavingException("Bundle " + name(bundle) + " was not admitted; install it as a module");
        }
    }

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
        if (admitted.isPlatform(requirement.getRevision().getBundle())) {
            candidates.removeIf(candidate -> !ofThePlatform(candidate));
            return;
        }
        switch (requirement.getNamespace()) {
            case HostNamespace.HOST_NAMESPACE -> candidates.clear();
            case BundleNamespace.BUNDLE_NAMESPACE -> candidates.removeIf(this::ofThePlatform);
            case PackageNamespace.PACKAGE_NAMESPACE -> filterPackages(candidates);
            default -> {}
        }
    }

    /** Where the platform has a package no module's takes its place, or it would be in the hands of another module. */
    private void filterPackages(Collection<BundleCapability> candidates) {
        candidates.removeIf(candidate -> ofThePlatform(candidate)
                && ReservedPackages.inside(
                        String.valueOf(candidate.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))));
        if (candidates.stream().anyMatch(this::ofThePlatform)) {
            candidates.removeIf(candidate -> !ofThePlatform(candidate));
        }
    }

    private boolean ofThePlatform(BundleCapability candidate) {
        return admitted.isPlatform(candidate.getRevision().getBundle());
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        // Taking candidates away here would keep others from resolving; filterMatches is enough.
    }

    @Override
    public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> collisions) {
        // Nothing to say about those.
    }

    @Override
    public void end() {
        // It keeps nothing from one resolution to the next.
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName() == null ? "without a name" : bundle.getSymbolicName();
    }
}

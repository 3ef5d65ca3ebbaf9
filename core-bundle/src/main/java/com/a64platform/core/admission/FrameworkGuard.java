package com.a64platform.core.admission;

import com.a64platform.core.modules.AdmittedBundles;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.weaving.WeavingException;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps code of bundles that nobody admitted from running, whoever installs and starts them: none of their classes is
 * ever defined. What the launcher's assembly has installed before the core starts is the platform itself; the launcher
 * empties the framework's storage at each start, so nothing else can be there yet.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class FrameworkGuard implements BundleActivator, WeavingHook {
    private static final Logger log = LoggerFactory.getLogger(FrameworkGuard.class);

    private final AdmittedBundles admitted = new AdmittedBundles();

    @Override
    public void start(BundleContext context) {
        for (var bundle : context.getBundles()) {
            admitted.admit(bundle);
        }
        context.registerService(AdmittedBundles.class, admitted, null);
        context.registerService(WeavingHook.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework unregisters what start registered; nothing of ours is left to guard by then.
    }

    @Override
    public void weave(WovenClass wovenClass) {
        var bundle = wovenClass.getBundleWiring().getBundle();
        if (!admitted.contains(bundle)) {
            log.warn(
                    "Refused to run code of bundle {} ({}), which was not admitted",
                    name(bundle),
                    bundle.getLocation());
            throw new WeavingException("Bundle " + name(bundle) + " was not admitted; install it as a module");
        }
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName() == null ? "without a name" : bundle.getSymbolicName();
    }
}

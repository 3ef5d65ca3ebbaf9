package com.a64platform.launcher;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.weaving.WeavingException;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Guards the guard. The core decides which bundles' code may run, but whoever stops or replaces the core takes that
 * decision away with it. So this, which is the framework's own, lets classes be defined in the bundles of the assembly as
 * they were installed, in whatever the core's guard has let through, and in nothing else. Thread-safe.
 */
final class AssemblyGuard implements WeavingHook {
    private static final String CORE = "com.a64platform.core";

    private final BundleContext context;
    private final BiConsumer<String, String> defined;
    /** A revision that the framework has let go of defines no class any more, and is forgotten here by itself. */
    private final Set<BundleRevision> known =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private AssemblyGuard(BundleContext context, BiConsumer<String, String> defined) {
        this.context = context;
        this.defined = defined;
    }

    /**
     * Asked after every other hook, so that whatever it sees has passed the core's.
     *
     * @param defined hears of each class that it lets through, by its bundle's name and its own
     */
    static AssemblyGuard in(BundleContext context, BiConsumer<String, String> defined) {
        AssemblyGuard guard = new AssemblyGuard(context, defined);
        context.registerService(
                WeavingHook.class,
                guard,
                FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MIN_VALUE)));
        return guard;
    }

    /** A bundle of the assembly, with the content it has now. */
    void trust(Bundle bundle) {
        known.add(bundle.adapt(BundleRevision.class));
    }

    @Override
    public void weave(WovenClass woven) {
        BundleRevision revision = woven.getBundleWiring().getRevision();
        if (!known.contains(revision)) {
            requireAdmitted(revision);
            // what was let in once may go on while the core stops
            known.add(revision);
        }
        defined.accept(revision.getSymbolicName(), woven.getClassName());
    }

    private void requireAdmitted(BundleRevision revision) {
        if (!coreGuards()) {
            throw new WeavingException("Bundle " + revision.getSymbolicName() + " was not admitted by the core");
        }
    }

    /** How many revisions it keeps in mind. */
    int remembered() {
        return known.size();
    }

    private boolean coreGuards() {
        try {
            for (ServiceReference<?> hook : context.getAllServiceReferences(WeavingHook.class.getName(), null)) {
                Bundle owner = hook.getBundle();
                if (owner != null && isCore(owner)) {
                    return true;
                }
            }
            return false;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("There is no filter to be wrong", e);
        }
    }

    private boolean isCore(Bundle bundle) {
        return CORE.equals(bundle.getSymbolicName()) && known.contains(bundle.adapt(BundleRevision.class));
    }
}

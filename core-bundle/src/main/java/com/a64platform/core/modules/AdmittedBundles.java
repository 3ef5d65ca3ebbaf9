package com.a64platform.core.modules;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;

/** The bundles whose code may run: those of the platform itself and those that Admission let in. Thread-safe. */
public final class AdmittedBundles {
    private final Set<Long> ids = ConcurrentHashMap.newKeySet();

    /** Bundle ids are never used again within a framework's life, so an id is never another bundle's. */
    public void admit(Bundle bundle) {
        ids.add(bundle.getBundleId());
    }

    public void expel(Bundle bundle) {
        ids.remove(bundle.getBundleId());
    }

    public boolean contains(Bundle bundle) {
        return ids.contains(bundle.getBundleId());
    }
}

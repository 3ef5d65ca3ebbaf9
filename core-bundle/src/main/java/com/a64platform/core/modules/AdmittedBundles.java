package com.a64platform.core.modules;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The bundles whose code may run: those of the platform itself and those that Admission let in, each with the content it
 * had then. Thread-safe.
 */
public final class AdmittedBundles {
    private final Map<Long, BundleRevision> revisions = new ConcurrentHashMap<>();

    /** Admits what the bundle holds now. An update of it, by whomever, is not admitted. */
    public void admit(Bundle bundle) {
        revisions.put(bundle.getBundleId(), bundle.adapt(BundleRevision.class));
    }

    public void expel(Bundle bundle) {
        revisions.remove(bundle.getBundleId());
    }

    public boolean contains(BundleRevision revision) {
        return revision.equals(revisions.get(revision.getBundle().getBundleId()));
    }
}

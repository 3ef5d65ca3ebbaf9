package com.a64platform.core.modules;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The bundles whose code may run: those of the platform itself and those that Admission let in, each with the content it
 * had then. Thread-safe.
 */
public final class AdmittedBundles {
    private final Map<Long, BundleRevision> revisions = new ConcurrentHashMap<>();
    private final Set<Long> platform = ConcurrentHashMap.newKeySet();
    private final Map<Long, String> offences = new ConcurrentHashMap<>();

    /** Admits a bundle of the platform itself. */
    public void admitPlatform(Bundle bundle) {
        platform.add(bundle.getBundleId());
        admit(bundle);
    }

    /** Whether it is a bundle of the platform itself. */
    public boolean isPlatform(Bundle bundle) {
        return platform.contains(bundle.getBundleId());
    }

    /** A bundle has done what no module may; from here on no class of it is defined any more. */
    public void offend(Bundle bundle, String offence) {
        offences.putIfAbsent(bundle.getBundleId(), offence);
        revisions.remove(bundle.getBundleId());
    }

    /** What the bundle did that no module may, as the rest of a sentence. */
    public Optional<String> offence(Bundle bundle) {
        return Optional.ofNullable(offences.get(bundle.getBundleId()));
    }

    /** Admits what the bundle holds now. An update of it, by whomever, is not admitted. */
    public void admit(Bundle bundle) {
        revisions.put(bundle.getBundleId(), bundle.adapt(BundleRevision.class));
    }

    public void expel(Bundle bundle) {
        revisions.remove(bundle.getBundleId());
        offences.remove(bundle.getBundleId());
    }

    public boolean contains(BundleRevision revision) {
        return revision.equals(revisions.get(revision.getBundle().getBundleId()));
    }
}

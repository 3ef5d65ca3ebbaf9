package com.a64platform.core.modules;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * The revisions that are loaded on this node, side by side, and which of them serve. Thread-safe; the caller keeps two
 * loads of the same module from running at once.
 */
public interface Revisions {
    /**
     * Loads an artifact, starts it and waits until its components are satisfied.
     *
     * @throws ModuleFault when it does not resolve, start or get ready in time; it is unloaded again
     */
    Revision load(VerifiedArtifact artifact, Duration limit);

    /**
     * Whether an artifact may be loaded beside a revision of its module: neither says that it must not live twice.
     *
     * @throws ModuleFault when the artifact cannot be read
     */
    boolean besides(VerifiedArtifact artifact, Revision loaded);

    /** Stops and unloads a revision. One that does not stop is left behind, its thread named. */
    void unload(Revision revision);

    /** Makes a revision the one that serves its module, and returns the one before. */
    Optional<Revision> promote(Revision revision);

    /** The revision that serves a module. */
    Optional<Revision> serving(String module);

    /** All that serve. */
    Collection<Revision> serving();
}

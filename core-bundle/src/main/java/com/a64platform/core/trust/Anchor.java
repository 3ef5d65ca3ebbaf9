package com.a64platform.core.trust;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A root document that counts in this process.
 *
 * @param name the registry whose root it is, {@link #HOME} or {@link #DEVELOPMENT}
 * @param folder where it came from; none for the publishers that the home itself has added
 */
record Anchor(String name, Optional<TrustFolder> folder, Root root) {
    /** The registry of {@code MODULE_REGISTRY}. */
    static final String DEFAULT = "default";
    /** Publishers that a person has added, without a registry. */
    static final String HOME = "home";
    /** The home's own keys; they speak for the registry of {@code MODULE_REGISTRY} too. */
    static final String DEVELOPMENT = "development";

    /** What no registry that is added may be called. */
    static final Set<String> RESERVED = Set.of(DEFAULT, HOME, DEVELOPMENT);

    boolean development() {
        return name.equals(DEVELOPMENT);
    }

    /** Whether a registry stands behind it, to which names can belong. */
    boolean ofRegistry() {
        return !development() && !name.equals(HOME);
    }

    /** Whether it speaks for a registry. */
    boolean speaksFor(String registry) {
        return name.equals(registry) || development() && registry.equals(DEFAULT);
    }

    boolean expired(Instant now) {
        return root.expired(now);
    }

    /** The counter that keeps its root from going back. */
    String counter() {
        return name.equals(DEFAULT) ? "root" : "root:" + name;
    }
}

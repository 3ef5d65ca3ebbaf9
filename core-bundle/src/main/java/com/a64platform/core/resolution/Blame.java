package com.a64platform.core.resolution;

import java.util.Set;
import java.util.TreeSet;

/**
 * What together leaves no way.
 *
 * @param choices modules whose version was chosen; with other versions there may be one
 * @param roots modules that must be there in the end
 */
record Blame(Set<String> choices, Set<String> roots) {
    Blame() {
        this(new TreeSet<>(), new TreeSet<>());
    }

    /** The reasons of another one too, but for the choice of this module, which is being made. */
    void addAll(Blame other, String module) {
        choices.addAll(other.choices);
        choices.remove(module);
        roots.addAll(other.roots);
    }
}

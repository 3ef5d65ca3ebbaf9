package com.a64platform.farm;

import java.util.Optional;
import java.util.Set;

/**
 * One field of a document that a client may write. Immutable.
 *
 * @param unset what is kept when the client gives no value; empty when it has to give one
 * @param uses what a list can do with the field
 */
record Field(String name, Rule rule, Optional<Object> unset, Set<Use> uses) {
    /** What a list can do with a field. */
    enum Use {
        SEARCH,
        FILTER,
        SORT
    }

    static Field required(String name, Rule rule, Use... uses) {
        return new Field(name, rule, Optional.empty(), Set.of(uses));
    }

    static Field optional(String name, Object unset, Rule rule, Use... uses) {
        return new Field(name, rule, Optional.of(unset), Set.of(uses));
    }
}

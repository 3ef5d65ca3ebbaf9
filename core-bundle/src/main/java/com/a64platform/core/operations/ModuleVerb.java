package com.a64platform.core.operations;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What operations do with one module: the kinds of them that others know by name. */
public enum ModuleVerb {
    INSTALL,
    UPDATE,
    RETURN,
    ENABLE,
    DISABLE,
    UNINSTALL;

    private final String kind = name().toLowerCase(Locale.ROOT);

    /** Of an operation; empty for one of another kind. */
    public static Optional<ModuleVerb> of(Operation operation) {
        return Arrays.stream(values())
                .filter(verb -> verb.kind.equals(operation.kind()))
                .findFirst();
    }

    /** The kind of its operations. */
    public String kind() {
        return kind;
    }

    /** Whether it changes the module for every tenant that has it, whoever asked. */
    public boolean everybodys() {
        return this == UPDATE || this == RETURN;
    }
}

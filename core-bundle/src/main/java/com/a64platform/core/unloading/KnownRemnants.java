package com.a64platform.core.unloading;

import java.util.List;

/** The kinds of things that are looked for. */
public interface KnownRemnants {
    /** Those that are looked for after every unload. */
    List<Remnant> all();

    /** Those that name what may be the cause, looked for when a class loader is known to stay. */
    List<Remnant> suspects();
}

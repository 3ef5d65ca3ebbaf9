package com.a64platform.core.registry;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.List;

/** The registries that this home asks, and no others. Thread-safe. */
public interface Registries {
    /** {@code MODULE_REGISTRY} first, then those that were added, by name. Read anew each time. */
    List<RegistryClient> all();

    /** @throws ProblemException REGISTRY_UNAVAILABLE when there is none of that name */
    default RegistryClient named(String name) {
        return all().stream()
                .filter(registry -> registry.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.REGISTRY_UNAVAILABLE,
                        "The registry " + name + " is not configured any more; add it again."));
    }
}

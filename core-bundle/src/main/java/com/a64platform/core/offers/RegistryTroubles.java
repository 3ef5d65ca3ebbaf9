package com.a64platform.core.offers;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The registries that did not answer, or could not be believed, when they were read last. Thread-safe. */
public final class RegistryTroubles {
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Trouble> byRegistry = new ConcurrentHashMap<>();

    /** @param since when the registry was first read in vain, after it could be read */
    public record Trouble(String registry, ErrorCode code, String detail, Instant since) {}

    void met(String registry, ProblemException problem) {
        byRegistry.compute(
                registry,
                (name, before) -> new Trouble(
                        name, problem.code(), problem.detail(), before == null ? clock.instant() : before.since()));
    }

    void over(String registry) {
        byRegistry.remove(registry);
    }

    List<Trouble> all() {
        return List.copyOf(byRegistry.values());
    }
}

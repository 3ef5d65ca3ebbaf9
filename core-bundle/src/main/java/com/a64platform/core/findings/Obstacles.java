package com.a64platform.core.findings;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * What keeps modules from being on this node as the store wants them, until nothing does. A statement about this node that
 * lives as long as its process: other nodes may be well. Thread-safe.
 */
@Component(service = Obstacles.class)
public final class Obstacles {
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Obstacle> byModule = new ConcurrentHashMap<>();
    /** Modules that are fetched or started now, since when. */
    private final Map<String, Instant> coming = new ConcurrentHashMap<>();

    @Activate
    public Obstacles() {}

    /**
     * What keeps one module.
     *
     * @param quarantined whether it is not even tried, because the process died of it
     * @param reason one or more sentences, with what to do
     */
    public record Obstacle(boolean quarantined, String reason, Instant since) {}

    /** Something keeps the module; when that is what did so before, it still does. */
    public void found(String module, boolean quarantined, String reason) {
        byModule.compute(
                module,
                (name, before) -> before != null && before.reason().equals(reason)
                        ? before
                        : new Obstacle(quarantined, reason, clock.instant()));
    }

    /** The node has begun to fetch or start the module; nothing keeps it so far. */
    public void comes(String module) {
        coming.put(module, clock.instant());
    }

    /** It is there, or it is known what keeps it. */
    public void came(String module) {
        coming.remove(module);
    }

    /** Since when the node fetches or starts the module; empty when it does not. */
    public Optional<Instant> comingSince(String module) {
        return Optional.ofNullable(coming.get(module));
    }

    /** Nothing keeps the module any more. */
    public void gone(String module) {
        byModule.remove(module);
    }

    /** The modules that something keeps. */
    public Set<String> modules() {
        return Set.copyOf(byModule.keySet());
    }

    public Optional<Obstacle> of(String module) {
        return Optional.ofNullable(byModule.get(module));
    }
}

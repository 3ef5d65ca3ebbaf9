package com.a64platform.core.tenants;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What one tenant uses of this node. Thread-safe. */
final class TenantMeter {
    /** Nothing says when one of those inside leaves. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final Map<String, ModuleMeter> modules = new ConcurrentHashMap<>();
    /** Of those that came while their number was limited. */
    private final AtomicInteger inside = new AtomicInteger();

    private final LongAdder refusedByRate = new LongAdder();
    private final LongAdder refusedAtOnce = new LongAdder();

    private volatile RequestRate rate;

    TenantMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @throws ProblemException RATE_LIMIT_REACHED with how long to wait */
    void requireRate(TenantLimits limits) {
        long wait = limits.requestsPerSecond().isPresent() ? rate(limits).take(nanoTime.getAsLong()) : 0;
        if (wait > 0) {
            refusedByRate.increment();
            throw new ProblemException(
                    ErrorCode.RATE_LIMIT_REACHED,
                    "Your tenant may send " + limits.requestsPerSecond().getAsInt()
                            + " requests a second to this node; send fewer, or wait as long as Retry-After says.",
                    wholeSeconds(wait));
        }
    }

    /** @throws ProblemException CONCURRENCY_LIMIT_REACHED */
    MeteredRequest enter(String module, TenantLimits limits) {
        var places = limits.requestsAtOnce().isPresent()
                ? Optional.of(placeTaken(limits.requestsAtOnce().getAsInt()))
                : Optional.<AtomicInteger>empty();
        var meter = modules.get(module);
        var counted = meter != null ? meter : modules.computeIfAbsent(module, name -> new ModuleMeter(nanoTime));
        return new MeteredRequest(counted, places, counted.entered());
    }

    TenantUsage usage(Instant since) {
        var requests = new TreeMap<>(modules)
                .entrySet().stream()
                        .map(module -> module.getValue().usage(module.getKey()))
                        .toList();
        return new TenantUsage(since, refusedByRate.sum(), refusedAtOnce.sum(), requests);
    }

    private AtomicInteger placeTaken(int most) {
        if (inside.incrementAndGet() > most) {
            inside.decrementAndGet();
            refusedAtOnce.increment();
            throw new ProblemException(
                    ErrorCode.CONCURRENCY_LIMIT_REACHED,
                    "Your tenant may have " + most
                            + " requests open on this node at once, streams and WebSockets too; end one, or try again in a moment.",
                    SOON);
        }
        return inside;
    }

    /** Two that find other limits at once may both make one; one of them counts from the next request on. */
    private RequestRate rate(TenantLimits limits) {
        var known = rate;
        if (known == null || !known.of(limits)) {
            known = new RequestRate(limits, nanoTime.getAsLong());
            rate = known;
        }
        return known;
    }

    private static Duration wholeSeconds(long nanos) {
        return Duration.ofSeconds(
                Math.max(1, Duration.ofNanos(nanos).plusNanos(999_999_999).toSeconds()));
    }
}

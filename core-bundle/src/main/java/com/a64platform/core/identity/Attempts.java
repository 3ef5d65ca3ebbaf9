package com.a64platform.core.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The failed sign-ins counted under one key: an account, an account from one of its usual addresses, or an address.
 * Immutable.
 *
 * @param key holds no e-mail address in the clear
 * @param knownAddresses where the account has signed in from; only for an account
 * @param exemptUntil until when the account is not locked, whatever happens; only for an account
 * @param revision counts the writes of this document; 0 when it was never written
 */
public record Attempts(
        String key,
        List<Instant> failures,
        Optional<Instant> lockedUntil,
        List<String> knownAddresses,
        Optional<Instant> exemptUntil,
        long revision) {
    static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int KNOWN_ADDRESSES = 5;

    public Attempts {
        failures = failures.stream().map(Attempts::kept).toList();
        lockedUntil = lockedUntil.map(Attempts::kept);
        exemptUntil = exemptUntil.map(Attempts::kept);
        knownAddresses = List.copyOf(knownAddresses);
    }

    /** To the millisecond, as the store keeps it. */
    private static Instant kept(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    static Attempts none(String key) {
        return new Attempts(key, List.of(), Optional.empty(), List.of(), Optional.empty(), 0);
    }

    /** How long it stays locked; zero when it is not. */
    Duration lockedFor(Instant now) {
        return lockedUntil
                .filter(now::isBefore)
                .map(end -> Duration.between(now, end))
                .orElse(Duration.ZERO);
    }

    boolean exempt(Instant now) {
        return exemptUntil.filter(now::isBefore).isPresent();
    }

    /** One more failure; the limit's one locks and starts a new count. */
    Attempts failed(Instant now, int limit) {
        var counted = Stream.concat(failures.stream().filter(now.minus(WINDOW)::isBefore), Stream.of(now))
                .toList();
        var locks = counted.size() >= limit;
        return new Attempts(
                key,
                locks ? List.of() : counted,
                locks ? Optional.of(now.plus(WINDOW)) : lockedUntil,
                knownAddresses,
                exemptUntil,
                revision);
    }

    Attempts cleared() {
        return new Attempts(key, List.of(), Optional.empty(), knownAddresses, exemptUntil, revision);
    }

    Attempts knowing(String address) {
        var latest = Stream.concat(Stream.of(address), knownAddresses.stream())
                .distinct()
                .limit(KNOWN_ADDRESSES)
                .toList();
        return new Attempts(key, failures, lockedUntil, latest, exemptUntil, revision);
    }

    Attempts exemptedUntil(Instant end) {
        return new Attempts(key, List.of(), Optional.empty(), knownAddresses, Optional.of(end), revision);
    }
}

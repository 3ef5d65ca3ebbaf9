package com.a64platform.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Waits until a node agrees with itself: what a start has taken up goes on beside the first requests. What does not come to
 * agree in time never will.
 */
final class Settling {
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    private final Look look;
    private final Checker checker;
    private Duration slowest = Duration.ZERO;

    Settling(TorturedNode node, Guests guests, Checker checker) {
        this.look = new Look(node, guests);
        this.checker = checker;
    }

    /** @param evidence of the last look; absent when it could not be taken */
    record Outcome(Optional<Evidence> evidence, List<String> violations) {}

    /** @param patience how long it may take until nothing is found any more */
    Outcome look(Expectation expected, Duration patience) {
        long begun = System.nanoTime();
        Duration pause = Duration.ofMillis(25);
        Outcome outcome = once(expected);
        while (!outcome.violations().isEmpty() && Moments.millisSince(begun) < patience.toMillis()) {
            Moments.pass(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            outcome = once(expected);
        }
        Duration took = Duration.ofMillis(Moments.millisSince(begun));
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        return outcome;
    }

    /** A file that is copied while it is written cannot always be read; the next look can. */
    private Outcome once(Expectation expected) {
        try {
            Evidence evidence = look.all();
            return new Outcome(Optional.of(evidence), checker.violations(evidence, expected));
        } catch (IOException unreadable) {
            return new Outcome(Optional.empty(), List.of("It could not be looked at: " + unreadable));
        }
    }

    Duration slowest() {
        return slowest;
    }
}

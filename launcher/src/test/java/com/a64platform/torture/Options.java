package com.a64platform.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What is asked for.
 *
 * @param kills how many times a node is killed
 * @param seed from which everything random is made; how fast the machine is remains
 * @param limit after which no more kills are begun
 * @param sabotage what is broken on purpose after the last kill, to see that it is found
 * @param report where the table goes as JSON
 */
record Options(int kills, long seed, Duration limit, Optional<Sabotage> sabotage, Optional<Path> report) {
    private static final int KILLS = 50;
    private static final int MINUTES = 30;

    Options {
        if (kills < 1 || limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("--kills and --minutes want a number above 0");
        }
    }

    /** @throws IllegalArgumentException with a sentence about what was not understood */
    static Options of(List<String> arguments) {
        Options options = new Options(
                KILLS,
                new Random().nextInt(1_000_000),
                Duration.ofMinutes(MINUTES),
                Optional.empty(),
                Optional.empty());
        for (int at = 0; at < arguments.size(); at += 2) {
            if (at + 1 == arguments.size()) {
                throw new IllegalArgumentException(arguments.get(at) + " wants a value");
            }
            options = options.with(arguments.get(at), arguments.get(at + 1));
        }
        return options;
    }

    private Options with(String option, String value) {
        try {
            switch (option) {
                case "--kills":
                    return new Options(Integer.parseInt(value), seed, limit, sabotage, report);
                case "--seed":
                    return new Options(kills, Long.parseLong(value), limit, sabotage, report);
                case "--minutes":
                    return new Options(kills, seed, Duration.ofMinutes(Long.parseLong(value)), sabotage, report);
                case "--sabotage":
                    return new Options(kills, seed, limit, Optional.of(Sabotage.of(value)), report);
                case "--report":
                    return new Options(kills, seed, limit, sabotage, Optional.of(Path.of(value)));
                default:
                    throw new IllegalArgumentException(
                            "There is no option " + option
                                    + "; there are --kills N, --seed N, --minutes N, --report FILE and --sabotage file|document|version");
            }
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(option + " wants a number, not " + value, noNumber);
        }
    }
}

package com.a64platform.core.demo.load;

import java.time.Duration;
import java.util.List;

/** What the readers of the load saw. Immutable. */
public record LoadReport(List<Reading> readings, Duration time) {
    public LoadReport {
        readings = List.copyOf(readings);
    }

    public int requests() {
        return readings.size();
    }

    public List<Reading> failed() {
        return readings.stream().filter(reading -> !reading.failure().isEmpty()).toList();
    }

    public long from(String version) {
        return readings.stream()
                .filter(reading -> reading.version().equals(version))
                .count();
    }

    /** How many requests were sent after the new version had answered and got the old one. */
    public long wentBack(String old, String now) {
        long first = readings.stream()
                .filter(reading -> reading.version().equals(now))
                .mapToLong(Reading::answered)
                .min()
                .orElse(Long.MAX_VALUE);
        return readings.stream()
                .filter(reading -> reading.version().equals(old) && reading.sent() > first)
                .count();
    }

    /** @param part of all requests, from 0 to 1 */
    public Duration percentile(double part) {
        var sorted = readings.stream().mapToLong(Reading::latencyNanos).sorted().toArray();
        int index = (int) Math.ceil(part * sorted.length) - 1;
        return Duration.ofNanos(sorted[Math.max(0, index)]);
    }
}

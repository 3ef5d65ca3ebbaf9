package com.a64platform.core.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    private static final Duration TIME = Duration.ofSeconds(1);

    @Test
    void noticesARequestThatWentBackToTheOldVersion() {
        var report = new LoadReport(
                List.of(
                        new Reading(0, 0, 5, "1.0.0", ""),
                        new Reading(1, 1, 4, "1.1.0", ""),
                        new Reading(6, 6, 7, "1.0.0", "")),
                TIME);

        assertThat(report.wentBack("1.0.0", "1.1.0")).isEqualTo(1);
    }

    @Test
    void doesNotMindAnOldAnswerToARequestSentBeforeTheSwap() {
        var report =
                new LoadReport(List.of(new Reading(0, 0, 5, "1.0.0", ""), new Reading(1, 1, 4, "1.1.0", "")), TIME);

        assertThat(report.wentBack("1.0.0", "1.1.0")).isZero();
    }

    @Test
    void takesPercentilesOfTheLatencies() {
        var report = new LoadReport(
                LongStream.rangeClosed(1, 100)
                        .mapToObj(latency -> new Reading(10, 10, 10 + latency, "", ""))
                        .toList(),
                TIME);

        assertThat(report.percentile(0.5)).isEqualTo(Duration.ofNanos(50));
        assertThat(report.percentile(0.99)).isEqualTo(Duration.ofNanos(99));
        assertThat(report.percentile(1)).isEqualTo(Duration.ofNanos(100));
    }
}

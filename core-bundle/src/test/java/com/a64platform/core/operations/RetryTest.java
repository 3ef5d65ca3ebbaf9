package com.a64platform.core.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final Retry thrice = new Retry(3, Duration.ofNanos(1));
    private final List<Throwable> heard = new ArrayList<>();
    private int calls;

    @Test
    void endsWithTheFirstSuccess() {
        thrice.run(() -> failUntil(2), failure -> true, (failure, pause) -> heard.add(failure));

        assertThat(calls).isEqualTo(2);
        assertThat(heard).hasSize(1);
    }

    @Test
    void throwsTheLastFailureWithoutTellingThatItGoesOn() {
        assertThatThrownBy(
                        () -> thrice.run(() -> failUntil(9), failure -> true, (failure, pause) -> heard.add(failure)))
                .hasMessage("call 3");

        assertThat(calls).isEqualTo(3);
        assertThat(heard).extracting(Throwable::getMessage).containsExactly("call 1", "call 2");
    }

    @Test
    void triesOnceWhenOneTryIsAllowed() {
        assertThatThrownBy(() -> new Retry(1, Duration.ZERO)
                        .run(() -> failUntil(2), failure -> true, (failure, pause) -> heard.add(failure)))
                .hasMessage("call 1");

        assertThat(heard).isEmpty();
    }

    @Test
    void waitsTwiceAsLongEachTimeAndNotForEver() {
        var usual = Step.of("step", context -> {}).retrying().retry();

        assertThat(usual.tries()).isEqualTo(3);
        assertThat(usual.after(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(usual.after(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(usual.after(10)).isEqualTo(Duration.ofSeconds(60));
        assertThat(usual.after(1000)).isEqualTo(Duration.ofSeconds(60));
    }

    private void failUntil(int success) {
        calls++;
        if (calls < success) {
            throw new IllegalStateException("call " + calls);
        }
    }
}

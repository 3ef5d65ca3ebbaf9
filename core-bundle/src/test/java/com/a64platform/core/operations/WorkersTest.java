package com.a64platform.core.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Workers workers = new Workers();

    @Test
    void returnsWhatTheWorkReturns() throws Exception {
        assertThat(workers.callWithin(LONG, "start", "farm", () -> "up")).isEqualTo("up");
        assertThat(workers.overdue("farm")).isEmpty();
    }

    @Test
    void throwsWhatTheWorkThrows() {
        assertThatThrownBy(() -> workers.callWithin(LONG, "start", "farm", () -> {
                    throw new IllegalStateException("no water");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no water");
    }

    @Test
    void namesTheThreadOfCodeThatDoesNotComeBackUntilItDoes() {
        var release = new CountDownLatch(1);
        var late = new CountDownLatch(1);

        assertThatThrownBy(() ->
                        workers.callWithin(SHORT, "start", "farm", () -> awaitStubbornly(release), late::countDown))
                .isInstanceOf(Workers.Overdue.class)
                .hasMessageContaining("start-farm-");
        assertThat(workers.overdue("farm")).singleElement().asString().startsWith("start-farm-");
        assertThat(workers.overdue("other")).isEmpty();
        assertThat(late.getCount()).isOne();

        release.countDown();
        await().atMost(LONG).until(() -> late.getCount() == 0);
        await().atMost(LONG).until(() -> workers.overdue("farm").isEmpty());
    }

    @Test
    void doesNothingLateForCodeThatComesBackInTime() throws Exception {
        var late = new CountDownLatch(1);

        workers.callWithin(LONG, "start", "farm", () -> true, late::countDown);

        assertThat(late.getCount()).isOne();
    }

    @Test
    void sharesWorkAndSaysWhenAllOfItIsDone() {
        var done = new AtomicInteger();
        List<Runnable> work = Collections.nCopies(100, done::incrementAndGet);

        workers.share("count", work).join();
        workers.share("nothing", List.of()).join();

        assertThat(done).hasValue(100);
    }

    @Test
    void tellsThatAPieceOfSharedWorkFailed() {
        var failing = workers.share("fail", List.of(() -> {
            throw new IllegalStateException("no water");
        }));

        assertThatThrownBy(failing::join).hasRootCauseMessage("no water");
    }

    /** Like code that swallows every interrupt. */
    private static boolean awaitStubbornly(CountDownLatch release) {
        while (true) {
            try {
                release.await();
                return true;
            } catch (InterruptedException ignored) {
                continue;
            }
        }
    }
}

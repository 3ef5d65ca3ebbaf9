package com.a64platform.core.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModuleCallsTest {
    private final Workers workers = new Workers();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void stop() {
        released.countDown();
        workers.close();
    }

    @Test
    void callsForEachInOrder() {
        var calls = calls(Duration.ofSeconds(20), 1_000);
        var all = IntStream.range(0, 500).mapToObj(String::valueOf).toList();

        all.forEach(calls::add);

        await().until(() -> heard.size() == 500);
        assertThat(heard).isEqualTo(all);
    }

    @Test
    void goesOnAfterOneThatThrows() {
        var calls = calls(Duration.ofSeconds(20), 10);

        calls.add("throw");
        calls.add("after");

        await().until(() -> heard.contains("after"));
        assertThat(failures).containsExactly("throw IllegalStateException");
    }

    @Test
    void waitsForOneThatDoesNotComeBackAndTakesNoMoreThanItMay() {
        var calls = calls(Duration.ofMillis(20), 2);
        calls.add("hang");
        await().until(() -> failures.contains("hang Overdue"));

        assertThat(calls.add("a")).isTrue();
        assertThat(calls.add("a")).as("the same again").isTrue();
        assertThat(calls.add("b")).isTrue();
        assertThat(calls.add("c")).isFalse();
        assertThat(heard).isEmpty();

        released.countDown();
        await().until(() -> heard.size() == 3);
        assertThat(heard).containsExactly("hang", "a", "b");
    }

    private ModuleCalls<String> calls(Duration limit, int most) {
        return new ModuleCalls<>(
                workers, new ModuleCalls.Rules("tell", "farm", limit, most), this::hear, (thing, failure) -> {
                    failure.ifPresent(exception ->
                            failures.add(thing + " " + exception.getClass().getSimpleName()));
                });
    }

    private void hear(String thing) {
        if (thing.equals("throw")) {
            throw new IllegalStateException("on purpose");
        }
        if (thing.equals("hang")) {
            awaitRelease();
        }
        heard.add(thing);
    }

    /** As code does that takes no notice of being interrupted. */
    private void awaitRelease() {
        Optional<InterruptedException> interrupted;
        do {
            interrupted = interruptedWait();
        } while (interrupted.isPresent());
    }

    private Optional<InterruptedException> interruptedWait() {
        try {
            released.await();
            return Optional.empty();
        } catch (InterruptedException ignored) {
            return Optional.of(ignored);
        }
    }
}

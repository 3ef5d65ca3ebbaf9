package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.spi.OperationEngine;
import com.a64platform.core.spi.OperationEngine.Action;
import com.a64platform.core.spi.OperationEngine.Kind;
import com.a64platform.core.spi.OperationEngine.Order;
import com.a64platform.core.spi.OperationEngine.Refused;
import com.a64platform.core.spi.OperationEngine.Status;
import com.a64platform.core.spi.OperationEngine.Work;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every engine that runs operations keeps to, whatever is below it. */
interface OperationEngineContract {
    Duration LONG = Duration.ofSeconds(60);
    List<String> STEPS = List.of("first", "second", "pivot", "last");

    /** A new engine of a node, on the store that all of them share; not recovered yet. */
    OperationEngine engine(String node);

    /** A kind whose steps note what they did, and what happens meanwhile in one of them. */
    final class Script {
        final String kind = "kind-" + UUID.randomUUID();
        final String subject = "subject-" + UUID.randomUUID();
        final String node = "node-" + UUID.randomUUID();
        final List<String> effects = new CopyOnWriteArrayList<>();
        final List<Long> fences = new CopyOnWriteArrayList<>();
        private volatile String special = "";
        private volatile Action meanwhile = context -> {};
        private int tries = 1;
        private Optional<Duration> limit = Optional.empty();

        Script in(String step, Action what) {
            special = step;
            meanwhile = what;
            return this;
        }

        Script tries(int number) {
            tries = number;
            return this;
        }

        Script within(Duration time) {
            limit = Optional.of(time);
            return this;
        }

        Kind kind() {
            return new Kind(kind, LONG, STEPS.stream().map(this::work).toList());
        }

        private Work work(String name) {
            return new Work(
                    name,
                    context -> run(name, context),
                    context -> effects.remove(name),
                    name.equals("pivot"),
                    tries,
                    Duration.ofMillis(1),
                    limit);
        }

        private void run(String name, OperationEngine.Context context) {
            fences.add(context.fence());
            if (name.equals(special)) {
                meanwhile.apply(context);
            }
            effects.add(name);
        }

        String start(OperationEngine engine) {
            return engine.start(new Order(kind, subject, "tenant", "user", Map.of("given", "value")));
        }

        Status finish(OperationEngine engine) {
            return engine.await(start(engine), LONG).orElseThrow();
        }
    }

    private OperationEngine engine(Script script) {
        var engine = engine(script.node);
        engine.define(script.kind());
        return engine;
    }

    private static void fail(OperationEngine.Context context) {
        throw new IllegalStateException("broken");
    }

    @Test
    default void runsEveryStepInOrderAndKeepsWhatTheyPut() {
        var seen = new CopyOnWriteArrayList<String>();
        var script = new Script();
        script.in("second", context -> {
            context.put("put", "kept");
            seen.addAll(List.of(context.get("given"), context.get("put"), context.get("never"), context.subject()));
        });

        var ended = script.finish(engine(script));

        assertThat(ended.state()).isEqualTo("SUCCEEDED");
        assertThat(ended.percent()).isEqualTo(100);
        assertThat(script.effects).isEqualTo(STEPS);
        assertThat(seen).containsExactly("value", "kept", "", script.subject);
    }

    @Test
    default void undoesAllWhenAStepFailsBeforeThePivotIsDone() {
        for (var step : List.of("first", "second", "pivot")) {
            var script = new Script().in(step, OperationEngineContract::fail);

            var ended = script.finish(engine(script));

            assertThat(ended.state()).as(step).isEqualTo("FAILED");
            assertThat(ended.failure()).isNotEmpty();
            assertThat(script.effects).isEmpty();
        }
    }

    @Test
    default void keepsWhatIsDoneWhenAStepFailsAfterThePivot() {
        var script = new Script().in("last", OperationEngineContract::fail);

        assertThat(script.finish(engine(script)).state()).isEqualTo("UNCLEAN");
        assertThat(script.effects).containsExactly("first", "second", "pivot");
    }

    @Test
    default void triesAgainWhatFailsButNotWhatIsRefused() {
        var tried = new AtomicInteger();
        var failing = new Script().tries(3).in("first", context -> {
            if (tried.incrementAndGet() < 3) {
                fail(context);
            }
        });
        var refusing = new Script().tries(3).in("first", context -> {
            tried.incrementAndGet();
            throw new Refused("no");
        });

        assertThat(failing.finish(engine(failing)).state()).isEqualTo("SUCCEEDED");
        assertThat(tried).hasValue(3);
        var refused = refusing.finish(engine(refusing));
        assertThat(refused.state()).isEqualTo("FAILED");
        assertThat(refused.failure()).isEqualTo("no");
        assertThat(tried).hasValue(4);
    }

    @Test
    default void endsAStepAtItsLimit() {
        var script = new Script().within(Duration.ofMillis(200)).in("second", context -> {
            awaitQuietly(new CountDownLatch(1));
            fail(context);
        });

        assertThat(script.finish(engine(script)).state()).isEqualTo("FAILED");
        assertThat(script.effects).isEmpty();
    }

    @Test
    default void runsOneOperationOnASubjectAtATimeWithGrowingFences() {
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var script = new Script().in("first", context -> {
            inside.countDown();
            awaitQuietly(leave);
        });
        var engine = engine(script);
        var other = engine("other-" + script.node);
        other.define(script.kind());
        var first = script.start(engine);
        awaitQuietly(inside);

        assertThatThrownBy(() -> script.start(engine)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> script.start(other)).isInstanceOf(Refused.class);
        leave.countDown();
        engine.await(first, LONG);
        long before = script.fences.get(0);

        assertThat(script.finish(other).state()).isEqualTo("SUCCEEDED");
        assertThat(script.fences.subList(STEPS.size(), 2 * STEPS.size())).allMatch(fence -> fence > before);
    }

    @Test
    default void cancelsUntilThePivotAndNotAfterIt() {
        for (var step : STEPS) {
            var inside = new CountDownLatch(1);
            var leave = new CountDownLatch(1);
            var script = new Script().in(step, context -> {
                inside.countDown();
                awaitQuietly(leave);
            });
            var engine = engine(script);
            var id = script.start(engine);
            awaitQuietly(inside);
            boolean early = STEPS.indexOf(step) < STEPS.indexOf("pivot");

            if (early) {
                engine.cancel(id);
            } else {
                assertThatThrownBy(() -> engine.cancel(id)).isInstanceOf(Refused.class);
            }
            leave.countDown();

            assertThat(engine.await(id, LONG).orElseThrow().state()).isEqualTo(early ? "FAILED" : "SUCCEEDED");
            assertThat(script.effects).isEqualTo(early ? List.of() : STEPS);
            assertThatThrownBy(() -> engine.cancel(id)).isInstanceOf(Refused.class);
        }
    }

    @Test
    default void tellsEveryChangeUntilTheEnd() {
        var seen = new CopyOnWriteArrayList<Status>();
        var go = new CountDownLatch(1);
        var script = new Script().in("first", context -> {
            awaitQuietly(go);
            context.say("half-way");
        });
        var engine = engine(script);
        var id = script.start(engine);

        engine.watch(id, seen::add);
        go.countDown();
        engine.await(id, LONG);

        assertThat(seen).last().isEqualTo(engine.find(id).orElseThrow());
        assertThat(seen).extracting(Status::revision).isSorted();
        assertThat(seen.get(0).ended()).isFalse();
    }

    /** The thread dies in the step, as with its process. */
    @Test
    @Tag("kill")
    default void takesUpWhatAKilledProcessLeft() {
        for (var step : STEPS) {
            var script = new Script();
            var id = kill(script, step);

            var restarted = engine(script.node);
            restarted.define(script.kind());
            restarted.recover();

            assertEnd(script, step, restarted.await(id, LONG).orElseThrow());
            restarted.drain(LONG);
        }
    }

    @Test
    @Tag("kill")
    default void takesUpWhatAnotherNodeLeft() {
        var scripts = Stream.of("second", "pivot").toList();
        for (var step : scripts) {
            var script = new Script();
            var id = kill(script, step);
            var others = IntStream.range(0, 2)
                    .mapToObj(i -> engine("other-" + i + script.node))
                    .toList();

            others.forEach(other -> {
                other.define(script.kind());
                other.recover();
            });

            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> others.get(0).find(id).orElseThrow().ended());
            assertEnd(script, step, others.get(0).find(id).orElseThrow());
            others.forEach(other -> other.drain(LONG));
        }
    }

    private String kill(Script script, String step) {
        var killed = new CountDownLatch(1);
        script.in(step, context -> {
            killed.countDown();
            throw new Killed();
        });
        var id = script.start(engine(script));
        awaitQuietly(killed);
        script.in("", context -> {});
        return id;
    }

    private static void assertEnd(Script script, String step, Status ended) {
        boolean forward = STEPS.indexOf(step) >= STEPS.indexOf("pivot");
        assertThat(ended.state()).as(step).isEqualTo(forward ? "SUCCEEDED" : "FAILED");
        assertThat(script.effects).as(step).isEqualTo(forward ? STEPS : List.of());
    }

    @Test
    default void runsAHundredAtOnceAndEachOnce() {
        var scripts = IntStream.range(0, 100).mapToObj(i -> new Script()).toList();
        var engine = engine(scripts.get(0).node);
        scripts.forEach(script -> engine.define(script.kind()));

        var ids = scripts.stream().map(script -> script.start(engine)).toList();

        assertThat(ids)
                .allMatch(id -> engine.await(id, LONG).orElseThrow().state().equals("SUCCEEDED"));
        assertThat(scripts).allMatch(script -> script.effects.equals(STEPS));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Not an exception anybody handles: the thread dies of it. */
    final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }
}

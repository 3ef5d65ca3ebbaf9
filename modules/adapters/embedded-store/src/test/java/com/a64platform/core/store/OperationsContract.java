package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Retry;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.Step.Action;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every engine that runs operations keeps to, whatever is below it. */
interface OperationsContract {
    Duration LONG = Duration.ofSeconds(60);
    List<String> STEPS = List.of("first", "second", "pivot", "last");

    /** A new engine of a node, on the store that all of them share; not recovered yet. */
    Operations engine(String node);

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

        OperationDefinition definition() {
            return new OperationDefinition() {
                @Override
                public String kind() {
                    return kind;
                }

                @Override
                public List<Step> steps() {
                    return STEPS.stream().map(name -> step(name)).toList();
                }

                @Override
                public Duration limit() {
                    return LONG;
                }
            };
        }

        private Step step(String name) {
            var step = Step.of(name, context -> run(name, context))
                    .undo(context -> effects.remove(name))
                    .retrying(new Retry(tries, Duration.ofMillis(1)));
            var limited = limit.map(step::within).orElse(step);
            return name.equals("pivot") ? limited.asPivot() : limited;
        }

        private void run(String name, StepContext context) {
            fences.add(context.fence());
            if (name.equals(special)) {
                meanwhile.apply(context);
            }
            effects.add(name);
        }

        String start(Operations engine) {
            return engine.submit(kind, subject, "tenant", "user", Map.of("given", "value"))
                    .id();
        }

        Operation finish(Operations engine) {
            return engine.await(start(engine), LONG);
        }
    }

    private Operations engine(Script script) {
        var engine = engine(script.node);
        engine.define(script.definition());
        return engine;
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.code())
                .isEqualTo(code));
    }

    private static void fail(StepContext context) {
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

        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(ended.percent()).isEqualTo(100);
        assertThat(script.effects).isEqualTo(STEPS);
        assertThat(seen).containsExactly("value", "kept", "", script.subject);
    }

    @Test
    default void undoesAllWhenAStepFailsBeforeThePivotIsDone() {
        for (var step : List.of("first", "second", "pivot")) {
            var script = new Script().in(step, OperationsContract::fail);

            var ended = script.finish(engine(script));

            assertThat(ended.state()).as(step).isEqualTo(OperationState.FAILED);
            assertThat(ended.failure()).isPresent();
            assertThat(script.effects).isEmpty();
        }
    }

    @Test
    default void keepsWhatIsDoneWhenAStepFailsAfterThePivot() {
        var script = new Script().in("last", OperationsContract::fail);

        assertThat(script.finish(engine(script)).state()).isEqualTo(OperationState.UNCLEAN);
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
            throw new ProblemException(ErrorCode.CONFLICT, "no");
        });

        assertThat(failing.finish(engine(failing)).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(tried).hasValue(3);
        var refused = refusing.finish(engine(refusing));
        assertThat(refused.state()).isEqualTo(OperationState.FAILED);
        assertThat(refused.failure().orElseThrow().detail()).isEqualTo("no");
        assertThat(tried).hasValue(4);
    }

    @Test
    default void endsAStepAtItsLimit() {
        var script = new Script().within(Duration.ofMillis(200)).in("second", context -> {
            awaitQuietly(new CountDownLatch(1));
            fail(context);
        });

        assertThat(script.finish(engine(script)).state()).isEqualTo(OperationState.FAILED);
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
        other.define(script.definition());
        var first = script.start(engine);
        awaitQuietly(inside);

        refused(ErrorCode.OPERATION_IN_PROGRESS, () -> script.start(engine));
        refused(ErrorCode.OPERATION_IN_PROGRESS, () -> script.start(other));
        leave.countDown();
        engine.await(first, LONG);
        long before = script.fences.get(0);

        assertThat(script.finish(other).state()).isEqualTo(OperationState.SUCCEEDED);
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
                refused(ErrorCode.CONFLICT, () -> engine.cancel(id));
            }
            leave.countDown();

            assertThat(engine.await(id, LONG).state())
                    .isEqualTo(early ? OperationState.FAILED : OperationState.SUCCEEDED);
            assertThat(script.effects).isEqualTo(early ? List.of() : STEPS);
            refused(ErrorCode.CONFLICT, () -> engine.cancel(id));
        }
    }

    @Test
    default void tellsEveryChangeUntilTheEnd() {
        var seen = new CopyOnWriteArrayList<Operation>();
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

        var ended = engine.find(id).orElseThrow();
        assertThat(seen)
                .last()
                .extracting(Operation::revision, Operation::state)
                .containsExactly(ended.revision(), ended.state());
        assertThat(seen).extracting(Operation::revision).isSorted();
        assertThat(seen.get(0).state().ended()).isFalse();
    }

    @Test
    default void showsOnEveryNodeWhatRunsAndWhatHasEnded() {
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var heard = new CopyOnWriteArrayList<String>();
        var script = new Script().in("first", context -> {
            inside.countDown();
            awaitQuietly(leave);
        });
        var engine = engine(script);
        var other = engine("other-" + script.node);
        engine.listen(operation -> heard.add(operation.id()));
        var id = script.start(engine);
        awaitQuietly(inside);

        assertThat(engine.running(script.subject)).extracting(Operation::id).containsExactly(id);
        assertThat(other.running()).isEmpty();
        assertThat(other.unfinished()).extracting(Operation::id).contains(id);
        assertThat(engine.remark(id, "too early")).isFalse();
        leave.countDown();
        assertThat(other.await(id, LONG).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(engine.drain(LONG)).isTrue();

        assertThat(heard).containsExactly(id);
        assertThat(other.unfinished()).extracting(Operation::id).doesNotContain(id);
        assertThat(other.find(of(script), 0, 10)).extracting(Operation::id).containsExactly(id);
        assertThat(other.count(of(script))).isEqualTo(1);
        assertThat(engine.remark(id, "a word more")).isTrue();
        assertThat(engine.foundUnclean(id, ErrorCode.MODULE_NOT_UNLOADED, "it stays"))
                .isTrue();
        assertThat(other.find(id).orElseThrow()).satisfies(operation -> {
            assertThat(operation.state()).isEqualTo(OperationState.UNCLEAN);
            assertThat(operation.steps().get(STEPS.size() - 1).detail()).isEqualTo("a word more it stays");
        });
    }

    private static Operation.Filter of(Script script) {
        return new Operation.Filter(
                Optional.of(script.kind),
                Optional.of(script.subject),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The thread dies in the step, as with its process. */
    @Test
    @Tag("kill")
    default void takesUpWhatAKilledProcessLeft() {
        for (var step : STEPS) {
            var script = new Script();
            var id = kill(script, step);

            var restarted = engine(script.node);
            restarted.define(script.definition());
            restarted.recover();

            assertEnd(script, step, restarted.await(id, LONG));
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
                other.define(script.definition());
                other.recover();
            });

            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> others.get(0).find(id).orElseThrow().state().ended());
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

    private static void assertEnd(Script script, String step, Operation ended) {
        boolean forward = STEPS.indexOf(step) >= STEPS.indexOf("pivot");
        assertThat(ended.state()).as(step).isEqualTo(forward ? OperationState.SUCCEEDED : OperationState.FAILED);
        assertThat(script.effects).as(step).isEqualTo(forward ? STEPS : List.of());
    }

    @Test
    default void runsAHundredAtOnceAndEachOnce() {
        var scripts = IntStream.range(0, 100).mapToObj(i -> new Script()).toList();
        var engine = engine(scripts.get(0).node);
        scripts.forEach(script -> engine.define(script.definition()));

        var ids = scripts.stream().map(script -> script.start(engine)).toList();

        assertThat(ids).allMatch(id -> engine.await(id, LONG).state() == OperationState.SUCCEEDED);
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

package com.a64platform.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes on one journal, each with a clock of its own. */
class OperationLeasesTest {
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration AGE = Duration.ofDays(90);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final List<String> NAMES = List.of("a", "b", "pivot", "d");

    private final InMemoryJournal journal = new InMemoryJournal();
    private final Effects effects = new Effects();
    private final CountDownLatch paused = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private String pausing = "";

    /** A node, with clocks that move only when the test moves them. */
    private final class Side {
        final String name;
        final AtomicLong nanos = new AtomicLong();
        final AtomicLong wallHours = new AtomicLong();
        final JournalOperations operations;

        Side(String name) {
            this(name, LONG);
        }

        Side(String name, Duration patience) {
            this.name = name;
            operations = new JournalOperations(
                    journal, new Workers(), name, new HeldLease.Times(TTL, patience, AGE, nanos::get), new Clock() {
                        @Override
                        public ZoneOffset getZone() {
                            return ZoneOffset.UTC;
                        }

                        @Override
                        public Clock withZone(ZoneId zone) {
                            return this;
                        }

                        @Override
                        public Instant instant() {
                            return Instant.EPOCH.plus(Duration.ofHours(wallHours.get()));
                        }
                    });
            operations.define(definition(name));
        }

        void pass(Duration time) {
            nanos.addAndGet(time.toNanos());
        }

        Operation submit() {
            return operations.submit("test", "module", "tenant", "user", Map.of());
        }
    }

    /** A store that refuses an older fence than it has seen, as the installations do. */
    private static final class Effects {
        final List<String> there = new CopyOnWriteArrayList<>();
        private long newest;

        synchronized void change(long fence, Runnable change) {
            if (fence < newest) {
                throw new ProblemException(ErrorCode.CONFLICT, "a later one has written");
            }
            newest = fence;
            change.run();
        }
    }

    private final Side one = new Side("one");
    private final Side other = new Side("other");

    private OperationDefinition definition(String node) {
        return TestOperations.definition(
                "test",
                NAMES.stream()
                        .map(name -> step(node, name))
                        .map(step -> step.name().equals("pivot") ? step.asPivot() : step)
                        .toList());
    }

    /** Asks for its fence, is paused, and then has its effect: the worst moment. */
    private Step step(String node, String name) {
        return Step.of(name, context -> {
                    long fence = context.fence();
                    if (node.equals("one") && name.equals(pausing)) {
                        paused.countDown();
                        awaitQuietly(goOn);
                    }
                    effects.change(fence, () -> effects.there.add(name));
                })
                .undo(context -> effects.change(context.fence(), () -> effects.there.remove(name)));
    }

    private void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Operation state(Operation operation) {
        return journal.find(operation.id()).orElseThrow();
    }

    private void awaitEnd(Operation operation) {
        await().atMost(LONG).until(() -> state(operation).state().ended());
    }

    /** The node that is paused sees the other's end only after it has gone on. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "pivot", "d"})
    void onePausedPastItsLeaseChangesNothingAfterAnotherHasTakenOver(String step) {
        pausing = step;
        var operation = one.submit();
        awaitQuietly(paused);

        other.operations.look();
        other.pass(TTL.plusSeconds(1));
        other.operations.look();
        awaitEnd(operation);
        var ended = state(operation);
        var left = List.copyOf(effects.there);
        goOn.countDown();
        await().atMost(LONG).until(() -> one.operations.running().isEmpty());

        boolean forward = NAMES.indexOf(step) >= NAMES.indexOf("pivot");
        assertThat(ended.state()).isEqualTo(forward ? OperationState.SUCCEEDED : OperationState.FAILED);
        assertThat(left).containsExactlyInAnyOrderElementsOf(forward ? NAMES : List.of());
        assertThat(effects.there).isEqualTo(left);
        assertThat(state(operation)).isEqualTo(ended);
        assertThat(other.submit()).isNotNull();
    }

    @Test
    void oneThatLivesIsNotTakenOverHoweverLongItTakes() {
        pausing = "b";
        var operation = one.submit();
        awaitQuietly(paused);

        for (int i = 0; i < 20; i++) {
            one.pass(TTL.dividedBy(5));
            one.operations.look();
            other.operations.look();
            other.pass(TTL.dividedBy(5));
        }
        assertThat(other.operations.running()).isEmpty();
        goOn.countDown();

        assertThat(one.operations.await(operation.id(), LONG).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(effects.there).isEqualTo(NAMES);
    }

    @Test
    void aClockThatJumpsChangesNothing() {
        pausing = "b";
        var operation = one.submit();
        awaitQuietly(paused);

        other.operations.look();
        other.wallHours.set(24 * 365);
        other.operations.look();
        one.wallHours.set(-24 * 365);
        other.operations.look();
        assertThat(other.operations.running()).isEmpty();
        goOn.countDown();

        assertThat(one.operations.await(operation.id(), LONG).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void whatItsOwnKilledProcessLeftIsTakenUpAtOnceAndAnothersNot() {
        pausing = "b";
        var operation = one.submit();
        awaitQuietly(paused);

        other.operations.recover();
        assertThat(state(operation).state()).isEqualTo(OperationState.RUNNING);
        var restarted = new Side("one");
        restarted.operations.recover();

        assertThat(state(operation).state()).isEqualTo(OperationState.FAILED);
        goOn.countDown();
        await().atMost(LONG).until(() -> one.operations.running().isEmpty());
        assertThat(effects.there).isEmpty();
    }

    @Test
    void oneThatHasNotReachedTheStoreForHalfATtlAsksBeforeItActs() {
        pausing = "a";
        var operation = one.submit();
        awaitQuietly(paused);
        var restarted = new Side("one");
        restarted.operations.recover();
        one.pass(TTL);
        goOn.countDown();

        await().atMost(LONG).until(() -> one.operations.running().isEmpty());
        assertThat(state(operation).state()).isEqualTo(OperationState.FAILED);
        assertThat(effects.there).isEmpty();
    }

    @Test
    void aWriteWhoseAnswerIsLostCountsOnce() {
        var written = new AtomicInteger();
        journal.afterWrite(count -> {
            if (written.incrementAndGet() % 2 == 1) {
                throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "no answer");
            }
        });

        var operation = one.submit();

        assertThat(one.operations.await(operation.id(), LONG).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(written.get()).isGreaterThan(NAMES.size() + 1);
        assertThat(effects.there).isEqualTo(NAMES);
    }

    @Test
    void waitsForAStoreThatIsGoneAndGoesOn() {
        var refused = new AtomicInteger();
        journal.atWrite(count -> {
            if (count == 2 || count == 3 || count == 4) {
                refused.incrementAndGet();
                throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "gone");
            }
        });

        var operation = one.submit();

        assertThat(one.operations.await(operation.id(), LONG).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(refused).hasValue(3);
        assertThat(effects.there).isEqualTo(NAMES);
    }

    /** Half a minute passes on the node's clock; the pauses between its tries are real and short. */
    @Test
    void waitsForHalfAMinuteAndGoesOn() {
        var patient = new Side("patient", Duration.ofSeconds(90));
        var end = new AtomicLong();
        journal.atWrite(count -> {
            end.compareAndSet(0, patient.nanos.get() + Duration.ofSeconds(30).toNanos());
            if (count > 1 && patient.nanos.get() < end.get()) {
                patient.pass(Duration.ofSeconds(6));
                throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "gone");
            }
        });

        var operation = patient.submit();

        assertThat(patient.operations.await(operation.id(), LONG).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(patient.nanos.get()).isGreaterThanOrEqualTo(end.get());
        assertThat(effects.there).isEqualTo(NAMES);
    }

    @Test
    void waitsForNoStoreThatHasStopped() {
        var refused = new AtomicInteger();
        journal.atWrite(count -> {
            if (count > 1) {
                refused.incrementAndGet();
                journal.stop();
                throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "stopped");
            }
        });

        var operation = one.submit();

        await().atMost(LONG).until(() -> one.operations.running().isEmpty());
        assertThat(refused).hasValue(1);
        assertThat(state(operation).state()).isEqualTo(OperationState.RUNNING);
    }

    @Test
    void oneThatGaveTheStoreUpIsTakenUpWhenItIsBack() {
        var gone = new AtomicInteger(1);
        journal.atWrite(count -> {
            if (count > 2 && gone.get() == 1) {
                one.pass(Duration.ofSeconds(9));
                throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "gone");
            }
        });
        var operation = one.submit();
        await().atMost(LONG).until(() -> one.operations.running().isEmpty());
        assertThat(state(operation).state()).isEqualTo(OperationState.RUNNING);

        gone.set(0);
        one.operations.look();
        awaitEnd(operation);

        assertThat(state(operation).state()).isEqualTo(OperationState.FAILED);
        assertThat(state(operation).failure().orElseThrow().detail()).contains("lost its store");
        assertThat(effects.there).isEmpty();
    }

    @Test
    void aSubjectThatWasClaimedForNothingIsFreeAfterATtl() {
        var now = Instant.EPOCH;
        var never = new Operation(
                "never",
                "test",
                "module",
                "tenant",
                "user",
                OperationState.SUCCEEDED,
                List.of(),
                Map.of(),
                Optional.empty(),
                now,
                now,
                0);
        journal.begin(never, "third");

        other.operations.look();
        other.pass(TTL.minusSeconds(1));
        other.operations.look();
        assertThat(journal.stray()).hasSize(1);
        other.pass(Duration.ofSeconds(2));
        other.operations.look();

        assertThat(journal.stray()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void aCancelledOneIsUndoneAfterTheStepUnderWay(String step) {
        pausing = step;
        var operation = one.submit();
        awaitQuietly(paused);

        one.operations.cancel(operation.id());
        goOn.countDown();

        var ended = one.operations.await(operation.id(), LONG);
        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().code()).isEqualTo("operation-cancelled");
        assertThat(effects.there).isEmpty();
        refusesToCancel(one, operation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pivot", "d"})
    void fromThePivotOnNothingIsCancelled(String step) {
        pausing = step;
        var operation = one.submit();
        awaitQuietly(paused);

        refusesToCancel(one, operation);
        refusesToCancel(other, operation);
        goOn.countDown();

        assertThat(one.operations.await(operation.id(), LONG).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void anotherNodeCancelsWhatThisOneRuns() {
        pausing = "a";
        var operation = one.submit();
        awaitQuietly(paused);

        other.operations.cancel(operation.id());
        one.operations.look();
        goOn.countDown();

        assertThat(other.operations.await(operation.id(), LONG).state()).isEqualTo(OperationState.FAILED);
        assertThat(effects.there).isEmpty();
    }

    private static void refusesToCancel(Side side, Operation operation) {
        assertThatThrownBy(() -> side.operations.cancel(operation.id()))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void whatAnotherRunShowsIsNewerThanAllBefore() {
        pausing = "b";
        var operation = one.submit();
        awaitQuietly(paused);
        var shown = one.operations.find(operation.id()).orElseThrow();

        new Side("one").operations.recover();
        goOn.countDown();

        assertThat(state(operation).revision()).isGreaterThan(shown.revision() + 100);
    }

    @Test
    void forgetsWhatIsOldButNotTheNewest() {
        var ended = IntStream.range(0, 1002)
                .mapToObj(i -> one.operations.await(one.submit().id(), LONG))
                .toList();

        one.wallHours.set(24 * 91);
        one.operations.look();

        assertThat(journal.find(ended.get(0).id())).isEmpty();
        assertThat(journal.find(ended.get(1).id())).isEmpty();
        assertThat(journal.count(Operation.Filter.ALL)).isEqualTo(1000);
    }

    @Test
    void runsAHundredAtOnceAndEachOnce() {
        var runs = new AtomicInteger();
        one.operations.define(TestOperations.definition(
                "many",
                List.of(Step.of("count", context -> runs.incrementAndGet()).asPivot())));

        var ids = IntStream.range(0, 100)
                .mapToObj(i -> one.operations.submit("many", "module-" + i, "tenant", "user", Map.of()))
                .map(Operation::id)
                .toList();

        assertThat(ids).allMatch(id -> one.operations.await(id, LONG).state() == OperationState.SUCCEEDED);
        assertThat(runs).hasValue(100);
    }
}

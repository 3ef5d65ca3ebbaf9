package com.a64platform.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationListener;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OperationsTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "pivot", "e");
    private static final int PIVOT = 3;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final InMemoryJournal journal = new InMemoryJournal();
    private final Set<String> effects = new TreeSet<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private String failing = "";
    private boolean late;

    /** Each step leaves an effect of its name behind; the failing one leaves half of it first. */
    private final OperationDefinition definition = new OperationDefinition() {
        @Override
        public String kind() {
            return "test";
        }

        @Override
        public List<Step> steps() {
            return NAMES.stream()
                    .map(name -> name.equals("pivot") ? step(name).asPivot() : step(name))
                    .toList();
        }

        @Override
        public Duration limit() {
            return LONG;
        }

        @Override
        public void recheck(Operation operation) {
            if (late) {
                throw new ProblemException(ErrorCode.CONFLICT, "somebody was faster");
            }
        }
    };

    private Step step(String name) {
        return Step.of(name, context -> {
                    calls.add(name);
                    effects.add(name);
                    if (name.equals(failing)) {
                        throw new ProblemException(ErrorCode.CONFLICT, name + " fails");
                    }
                })
                .undo(context -> effects.remove(name));
    }

    private Operations operations() {
        var operations = TestOperations.alone(journal);
        operations.define(definition);
        return operations;
    }

    private Operation runOne() {
        var operations = operations();
        var id = operations.submit("test", "module", "tenant", "user", Map.of()).id();
        return operations.await(id, LONG);
    }

    @Test
    void refusesWhatMayNotBeginAnyMoreAndGivesItsSubjectFree() {
        late = true;
        assertThatThrownBy(this::runOne).hasMessage("somebody was faster");
        assertThat(effects).isEmpty();
        assertThat(journal.recent(1).get(0).state()).isEqualTo(OperationState.FAILED);

        late = false;
        assertThat(runOne().state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void runsEveryStepOnceAndSucceeds() {
        var ended = runOne();

        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(calls).containsExactlyElementsOf(NAMES);
        assertThat(ended.percent()).isEqualTo(100);
    }

    static Stream<String> stepsBeforeThePivotIsDone() {
        return NAMES.subList(0, PIVOT + 1).stream();
    }

    @ParameterizedTest
    @MethodSource("stepsBeforeThePivotIsDone")
    void undoesEverythingWhenAStepFails(String step) {
        failing = step;

        var ended = runOne();

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(effects).isEmpty();
        assertThat(ended.failure()).contains(new Operation.Failure("conflict", step + " fails"));
    }

    @Test
    void keepsWhatIsDoneWhenAStepAfterThePivotFails() {
        failing = "e";

        var ended = runOne();

        assertThat(ended.state()).isEqualTo(OperationState.UNCLEAN);
        assertThat(effects).containsExactlyInAnyOrderElementsOf(NAMES);
    }

    static IntStream everyJournalWrite() {
        return IntStream.rangeClosed(1, NAMES.size() + 1);
    }

    /** A kill: from this write on nothing reaches the journal, and the thread dies where it stands. */
    @ParameterizedTest
    @MethodSource("everyJournalWrite")
    void afterAKillAtAnyJournalWriteAllIsDoneOrAllUndone(int write) throws InterruptedException {
        killAt(write);

        journal.atWrite(count -> {});
        var recovered = operations();
        recovered.recover();

        var end = journal.recent(1).get(0);
        assertThat(end.state()).isIn(OperationState.SUCCEEDED, OperationState.FAILED);
        assertThat(effects).hasSize(end.state() == OperationState.SUCCEEDED ? NAMES.size() : 0);
        var next = recovered.submit("test", "module", "tenant", "user", Map.of());
        assertThat(recovered.await(next.id(), LONG).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    private void killAt(int write) throws InterruptedException {
        var killed = new CountDownLatch(1);
        journal.atWrite(count -> {
            if (count == write) {
                killed.countDown();
                throw new Killed();
            }
        });
        operations().submit("test", "module", "tenant", "user", Map.of());
        killed.await();
    }

    @Test
    void takesUpWhatStartsOthersOnlyWhenThoseHaveEnded() throws InterruptedException {
        killAt(4);
        journal.atWrite(count -> {});
        var after = TestOperations.alone(journal);
        after.define(composed());
        var cutOff = journal.unfinished().get(0).operation();

        after.recover();
        assertThat(effects).isNotEmpty();
        assertThat(journal.unfinished()).hasSize(1);

        after.resume();
        Awaitility.await().atMost(LONG).until(() -> journal.unfinished().isEmpty());
        assertThat(effects).isEmpty();
        assertThat(after.find(cutOff.id()).orElseThrow().state()).isEqualTo(OperationState.FAILED);
    }

    private OperationDefinition composed() {
        return new OperationDefinition() {
            @Override
            public String kind() {
                return definition.kind();
            }

            @Override
            public List<Step> steps() {
                return definition.steps();
            }

            @Override
            public Duration limit() {
                return LONG;
            }

            @Override
            public boolean composed() {
                return true;
            }
        };
    }

    @Test
    void undoesEvenWhenTheJournalCannotBeWritten() {
        failing = "c";
        journal.atWrite(count -> {
            if (count > 5) {
                throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "gone");
            }
        });

        var operations = operations();
        operations.submit("test", "module", "tenant", "user", Map.of());
        Awaitility.await().atMost(LONG).until(() -> operations.running().isEmpty());

        assertThat(effects).isEmpty();
        assertThat(journal.unfinished()).hasSize(1);
    }

    @Test
    void refusesASecondOperationOnTheSameSubject() throws InterruptedException {
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var operations = TestOperations.alone(journal);
        operations.define(single(context -> {
            inside.countDown();
            awaitQuietly(leave);
        }));
        var first = operations.submit("single", "module", "tenant", "user", Map.of());
        inside.await();

        assertThatThrownBy(() -> operations.submit("single", "module", "tenant", "user", Map.of()))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.OPERATION_IN_PROGRESS));

        leave.countDown();
        assertThat(operations.await(first.id(), LONG).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void tellsWatchersEveryChangeUntilTheEnd() {
        var seen = new ArrayList<OperationState>();
        var go = new CountDownLatch(1);
        var operations = TestOperations.alone(journal);
        operations.define(single(context -> awaitQuietly(go)));
        var id = operations
                .submit("single", "module", "tenant", "user", Map.of())
                .id();

        operations.watch(id, change -> seen.add(change.state()));
        go.countDown();
        operations.await(id, LONG);

        assertThat(seen).last().isEqualTo(OperationState.SUCCEEDED);
        assertThat(seen).contains(OperationState.RUNNING);
    }

    @Test
    void hasTheSubjectFreeWhenItTellsTheEnd() {
        var running = new CopyOnWriteArrayList<Operation>();
        var told = new CountDownLatch(1);
        var operations = TestOperations.alone(journal);
        operations.define(single(context -> {}));
        operations.listen(ended -> {
            running.addAll(operations.running());
            told.countDown();
        });

        operations.submit("single", "module", "tenant", "user", Map.of());
        awaitQuietly(told);

        assertThat(running).isEmpty();
    }

    @Test
    void keepsWhatAStepPutsForTheNext() {
        var read = new CopyOnWriteArrayList<String>();
        var operations = TestOperations.alone(journal);
        operations.define(single(context -> {
            context.put("key", "value");
            read.add(context.get("key"));
            read.add(journal.find(context.operationId()).orElseThrow().data().get("key"));
        }));

        var id = operations
                .submit("single", "module", "tenant", "user", Map.of())
                .id();
        operations.await(id, LONG);

        assertThat(read).containsExactly("value", "value");
    }

    @Test
    void findsAnOperationUncleanAfterItsEnd() {
        var operations = operations();
        var told = new CopyOnWriteArrayList<Operation>();
        operations.listen(new OperationListener() {
            @Override
            public void ended(Operation operation) {}

            @Override
            public void foundUnclean(Operation operation) {
                told.add(operation);
            }
        });
        var ended = runOne();

        assertThat(operations.remark(ended.id(), "One thread was stopped.")).isTrue();
        assertThat(told).isEmpty();
        assertThat(operations.foundUnclean(ended.id(), ErrorCode.MODULE_NOT_UNLOADED, "A thread stays."))
                .isTrue();

        var amended = operations.find(ended.id()).orElseThrow();
        assertThat(told).containsExactly(amended);
        assertThat(amended.state()).isEqualTo(OperationState.UNCLEAN);
        assertThat(amended.failure()).contains(new Operation.Failure("module-not-unloaded", "A thread stays."));
        assertThat(amended.steps().get(4).detail()).isEqualTo("One thread was stopped. A thread stays.");
        assertThat(amended.updatedAt()).isAfter(ended.updatedAt());
    }

    @Test
    void keepsTheReasonOfAFailureThatWasAlsoUnclean() {
        failing = "b";
        var ended = runOne();

        operations().foundUnclean(ended.id(), ErrorCode.MODULE_NOT_UNLOADED, "A thread stays.");

        var amended = journal.find(ended.id()).orElseThrow();
        assertThat(amended.state()).isEqualTo(OperationState.UNCLEAN);
        assertThat(amended.failure()).contains(new Operation.Failure("conflict", "b fails"));
    }

    @Test
    void doesNotTouchAnOperationThatHasNotEnded() {
        var operations = TestOperations.alone(journal);
        var going = new CountDownLatch(1);
        operations.define(single(context -> awaitQuietly(going)));
        var id = operations
                .submit("single", "module", "tenant", "user", Map.of())
                .id();

        assertThat(operations.foundUnclean(id, ErrorCode.MODULE_NOT_UNLOADED, "A thread stays."))
                .isFalse();

        going.countDown();
        assertThat(operations.await(id, LONG).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    private static OperationDefinition single(Step.Action action) {
        return new OperationDefinition() {
            @Override
            public String kind() {
                return "single";
            }

            @Override
            public List<Step> steps() {
                return List.of(Step.of("only", action));
            }

            @Override
            public Duration limit() {
                return LONG;
            }
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Not an exception anybody handles: the thread dies of it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }
}

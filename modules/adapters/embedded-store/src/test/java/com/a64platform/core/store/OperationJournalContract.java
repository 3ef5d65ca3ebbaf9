package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.engine.OperationJournal;
import com.a64platform.core.engine.OperationJournal.Claim;
import com.a64platform.core.engine.OperationJournal.Held;
import com.a64platform.core.engine.OperationJournal.Lease;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What the operations rely on, whatever engine is below the journal. */
interface OperationJournalContract {
    Instant BEGUN = Instant.parse("2026-01-31T08:00:00Z");

    MongoStore store();

    private OperationJournal journal() {
        return new MongoOperationJournal(store());
    }

    @Test
    default void amendsOnlyWhatWasRead() {
        var journal = journal();
        var known = operation(OperationState.SUCCEEDED);
        var first = changed(known, OperationState.UNCLEAN, 1);
        journal.begin(known, "node");

        assertThat(journal.amend(known, first)).isTrue();
        assertThat(journal.amend(known, changed(known, OperationState.UNCLEAN, 2)))
                .isFalse();

        assertThat(journal.find(known.id())).contains(first);
    }

    @Test
    default void writesOnlyForTheLeaseThatItHolds() {
        var journal = journal();
        var operation = operation(OperationState.RUNNING);
        var lease = journal.begin(operation, "node");
        var undoing = changed(operation, OperationState.UNDOING, 1);

        assertThat(journal.write(undoing, lease)).isTrue();
        assertThat(journal.write(operation, lease))
                .as("a write that comes late")
                .isFalse();
        assertThat(journal.beat(operation.id(), new Lease("node", lease.epoch(), 1)))
                .isTrue();

        assertThat(journal.find(operation.id())).contains(undoing);
        assertThat(journal.lease(operation.id())).contains(new Lease("node", lease.epoch(), 2));
    }

    @Test
    default void letsOneTakeOverAndRefusesTheOneBefore() {
        var journal = journal();
        var operation = operation(OperationState.RUNNING);
        var before = journal.begin(operation, "node");
        var seen = new Held(operation, before, false);

        var taken = journal.take(seen, "other").orElseThrow();

        assertThat(taken.epoch()).isGreaterThan(before.epoch());
        assertThat(journal.take(seen, "third")).isEmpty();
        assertThat(journal.write(operation, before)).isFalse();
        assertThat(journal.beat(operation.id(), before)).isFalse();
        assertThat(journal.end(operation, before)).isFalse();
        assertThat(journal.unfinished()).contains(new Held(operation, taken, false));
        assertThatThrownBy(() -> journal.begin(sameSubject(operation), "node")).isInstanceOf(ProblemException.class);
    }

    @Test
    default void givesTheSubjectFreeAtTheEndAndCountsItsFencesOn() {
        var journal = journal();
        var first = operation(OperationState.RUNNING);
        var lease = journal.begin(first, "node");
        assertThatThrownBy(() -> journal.begin(sameSubject(first), "node"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.OPERATION_IN_PROGRESS))
                .hasMessageContaining(first.id());

        assertThat(journal.end(changed(first, OperationState.FAILED, 1), lease)).isTrue();

        assertThat(journal.begin(sameSubject(first), "other").epoch()).isGreaterThan(lease.epoch());
    }

    /** Who sees the end begins the next, which may be sooner than the subject is given free. */
    @Test
    default void beginsOnceTheOneBeforeHasEnded() {
        var journal = journal();
        var first = operation(OperationState.RUNNING);
        var lease = journal.begin(first, "node");
        journal.write(changed(first, OperationState.SUCCEEDED, 1), lease);
        var next = sameSubject(first);

        assertThat(journal.begin(next, "other").epoch()).isGreaterThan(lease.epoch());

        assertThatThrownBy(() -> journal.begin(sameSubject(first), "node")).hasMessageContaining(next.id());
    }

    @Test
    default void takesNothingWhoseSubjectAnotherOperationHolds() {
        var journal = journal();
        var lost = operation(OperationState.RUNNING);
        var lease = journal.begin(lost, "node");
        journal.stray();
        journal.free(new Claim(lost.subject(), lost.id(), "node", lease.epoch()));
        journal.begin(sameSubject(lost), "other");

        assertThat(journal.take(new Held(lost, lease, false), "other")).isEmpty();
        assertThat(journal.lease(lost.id())).contains(lease);
    }

    /** Somebody looked for what is left just before it ended. */
    @Test
    default void leavesTheSubjectFreeOfWhatEndedWhileItWasTaken() {
        var journal = journal();
        var operation = operation(OperationState.RUNNING);
        var lease = journal.begin(operation, "node");
        journal.end(changed(operation, OperationState.SUCCEEDED, 1), lease);

        assertThat(journal.take(new Held(operation, lease, false), "node")).isEmpty();

        assertThat(journal.stray()).noneMatch(claim -> claim.subject().equals(operation.subject()));
        assertThat(journal.begin(sameSubject(operation), "node").epoch()).isGreaterThan(lease.epoch());
    }

    @Test
    default void knowsClaimsThatHoldForNothing() {
        var journal = journal();
        var ended = operation(OperationState.SUCCEEDED);
        var lease = journal.begin(ended, "node");
        var open = operation(OperationState.RUNNING);
        journal.begin(open, "node");
        var stray = new Claim(ended.subject(), ended.id(), "node", lease.epoch());

        assertThat(journal.stray()).contains(stray).noneMatch(claim -> claim.operation()
                .equals(open.id()));
        journal.free(stray);

        assertThat(journal.stray()).doesNotContain(stray);
        assertThat(journal.begin(sameSubject(ended), "node").epoch()).isGreaterThan(lease.epoch());
    }

    /** What a version of the platform wrote that had no leases. */
    @Test
    default void takesOverWhatNobodyOwned() {
        var journal = journal();
        var old = operation(OperationState.RUNNING);
        journal.begin(old, "node");
        var raw = store().platform();
        var none = new Document("owner", "").append("epoch", "").append("beat", "");
        raw.getCollection("operations").updateOne(new Document("_id", old.id()), new Document("$unset", none));
        raw.getCollection("operation_claims")
                .replaceOne(new Document("_id", old.subject()), new Document("operation", old.id()));
        var held = journal.unfinished().stream()
                .filter(found -> found.operation().equals(old))
                .findFirst()
                .orElseThrow();

        assertThat(held.lease().owner()).isEmpty();
        var taken = journal.take(held, "node").orElseThrow();

        assertThat(journal.take(held, "other")).isEmpty();
        assertThat(journal.end(changed(old, OperationState.FAILED, 1), taken)).isTrue();
        journal.begin(sameSubject(old), "node");
    }

    @Test
    default void findsWhatIsAskedFor() {
        var journal = journal();
        var other = operation(OperationState.SUCCEEDED);
        var wanted = operation(OperationState.FAILED);
        journal.begin(other, "node");
        journal.begin(wanted, "node");
        var subject = filter(Optional.of(wanted.subject()), Optional.empty(), Optional.empty());

        assertThat(journal.find(subject, 0, 10)).containsExactly(wanted);
        assertThat(journal.find(subject, 1, 10)).isEmpty();
        assertThat(journal.count(subject)).isEqualTo(1);
        assertThat(journal.find(filter(Optional.of(wanted.subject()), Optional.of(BEGUN), Optional.empty()), 0, 10))
                .containsExactly(wanted);
        assertThat(journal.count(filter(Optional.of(wanted.subject()), Optional.empty(), Optional.of(BEGUN))))
                .isZero();
        assertThat(journal.find(Operation.Filter.ALL, 0, 1000)).contains(other, wanted);
    }

    private static Operation.Filter filter(Optional<String> subject, Optional<Instant> from, Optional<Instant> to) {
        return new Operation.Filter(
                Optional.of("disable"),
                subject,
                Optional.of(OperationState.FAILED),
                Optional.of("tenant"),
                Optional.of("user"),
                from,
                to);
    }

    @Test
    default void tellsWhoeverHoldsItThatItIsToBeUndone() {
        var journal = journal();
        var operation = operation(OperationState.RUNNING);
        var lease = journal.begin(operation, "node");

        assertThat(journal.cancel(operation.id())).isTrue();
        assertThat(journal.write(changed(operation, OperationState.RUNNING, 1), lease))
                .as("it does not disturb the holder")
                .isTrue();

        assertThat(journal.unfinished())
                .anyMatch(held -> held.operation().id().equals(operation.id()) && held.cancelled());
        journal.end(changed(operation, OperationState.FAILED, 2), new Lease(lease.owner(), lease.epoch(), 1));
        assertThat(journal.cancel(operation.id())).isFalse();
    }

    @Test
    default void removesWhatHasEndedAndIsOld() {
        var journal = journal();
        var open = operation(OperationState.RUNNING);
        var ended = operation(OperationState.FAILED);
        journal.begin(open, "node");
        journal.begin(ended, "node");
        journal.begin(operation("newest" + ended.id(), "newest", OperationState.FAILED, BEGUN, Instant.now()), "node");

        journal.prune(BEGUN, 1);
        assertThat(journal.find(ended.id())).isPresent();
        journal.prune(BEGUN.plusSeconds(1), 1);

        assertThat(journal.find(ended.id())).isEmpty();
        assertThat(journal.find(open.id())).isPresent();
    }

    static Operation operation(OperationState state) {
        var id = UUID.randomUUID().toString();
        return operation(id, "module-" + id, state, BEGUN);
    }

    static Operation sameSubject(Operation other) {
        return operation(UUID.randomUUID().toString(), other.subject(), OperationState.RUNNING, BEGUN);
    }

    static Operation changed(Operation operation, OperationState state, int later) {
        return operation(operation.id(), operation.subject(), state, BEGUN.plusMillis(later));
    }

    private static Operation operation(String id, String subject, OperationState state, Instant updated) {
        return operation(id, subject, state, updated, BEGUN);
    }

    private static Operation operation(
            String id, String subject, OperationState state, Instant updated, Instant created) {
        return new Operation(
                id,
                "disable",
                subject,
                "tenant",
                "user",
                state,
                List.of(),
                Map.of(),
                Optional.empty(),
                created,
                updated,
                0);
    }
}

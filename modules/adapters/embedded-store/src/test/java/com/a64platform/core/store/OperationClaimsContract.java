package com.a64platform.core.store;

import static com.a64platform.core.store.OperationJournalContract.changed;
import static com.a64platform.core.store.OperationJournalContract.operation;
import static com.a64platform.core.store.OperationJournalContract.sameSubject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.engine.OperationJournal;
import com.a64platform.core.engine.OperationJournal.Claim;
import com.a64platform.core.engine.OperationJournal.Claimed;
import com.a64platform.core.engine.OperationJournal.Held;
import com.a64platform.core.engine.OperationJournal.Lease;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.store.dumps.StoreSnapshot;
import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** That claims lead to every open operation: nothing else is read to find them. */
interface OperationClaimsContract {
    MongoStore store();

    private OperationJournal journal() {
        return new MongoOperationJournal(store());
    }

    @Test
    default void leadToWhatIsOpenAndToNothingElse() {
        var journal = journal();
        var open = operation(OperationState.RUNNING);
        var undoing = operation(OperationState.UNDOING);
        var ended = operation(OperationState.SUCCEEDED);
        var lease = journal.begin(open, "node");
        journal.cancel(open.id());
        var other = journal.begin(undoing, "other");
        var strayed = journal.begin(ended, "node");

        assertThat(journal.claimed())
                .contains(
                        claimed(open, lease, Optional.of(new Held(open, lease, true))),
                        claimed(undoing, other, Optional.of(new Held(undoing, other, false))),
                        claimed(ended, strayed, Optional.empty()));
        journal.end(changed(open, OperationState.FAILED, 1), lease);
        journal.end(ended, strayed);
        journal.end(changed(undoing, OperationState.FAILED, 1), other);

        assertThat(journal.claimed())
                .extracting(claimed -> claimed.claim().operation())
                .doesNotContain(open.id(), undoing.id(), ended.id());
    }

    @Test
    default void leadAgainToWhatHadLostItsClaim() {
        var journal = journal();
        var lost = operation(OperationState.RUNNING);
        var lease = journal.begin(lost, "node");
        var held = new Held(lost, lease, false);
        journal.free(new Claim(lost.subject(), lost.id(), "node", lease.epoch()));
        assertThat(found(journal, lost)).isEmpty();

        journal.reclaim(held);

        assertThat(found(journal, lost)).contains(held);
        assertThatThrownBy(() -> journal.begin(sameSubject(lost), "node")).isInstanceOf(ProblemException.class);
        assertThat(journal.end(changed(lost, OperationState.FAILED, 1), lease))
                .as("its holder goes on")
                .isTrue();
        assertThat(journal.begin(sameSubject(lost), "node").epoch()).isGreaterThan(lease.epoch());
    }

    @Test
    default void stayWithWhoeverHoldsTheSubjectByNow() {
        var journal = journal();
        var lost = operation(OperationState.RUNNING);
        var later = sameSubject(lost);
        var lease = journal.begin(lost, "node");
        journal.free(new Claim(lost.subject(), lost.id(), "node", lease.epoch()));
        var holding = new Held(later, journal.begin(later, "node"), false);

        journal.reclaim(new Held(lost, lease, false));

        assertThat(found(journal, lost)).isEmpty();
        assertThat(found(journal, later)).contains(holding);
    }

    /** Whoever began it believes that it has failed; the operation is there all the same. */
    @Test
    default void leadToWhatWasWrittenWithoutAnAnswer() {
        var operation = operation(OperationState.RUNNING);

        assertThatThrownBy(() -> new MongoOperationJournal(new AnswersGetLost(store())).begin(operation, "node"))
                .isInstanceOfSatisfying(ProblemException.class, silent -> assertThat(silent.code())
                        .isEqualTo(ErrorCode.STORE_UNAVAILABLE));

        assertThat(found(journal(), operation)).map(Held::operation).contains(operation);
    }

    private static Optional<Held> found(OperationJournal journal, Operation operation) {
        return journal.claimed().stream()
                .filter(claimed -> claimed.claim().operation().equals(operation.id()))
                .findFirst()
                .flatMap(Claimed::open);
    }

    private static Claimed claimed(Operation operation, Lease lease, Optional<Held> open) {
        return new Claimed(new Claim(operation.subject(), operation.id(), lease.owner(), lease.epoch()), open);
    }

    /** A store that inserts, and whose answer to that never arrives. */
    record AnswersGetLost(Store store) implements Store {
        @Override
        @SuppressWarnings("unchecked")
        public MongoCollection<Document> collection(String name, IndexModel... indexes) {
            var real = store.collection(name, indexes);
            return (MongoCollection<Document>) Proxy.newProxyInstance(
                    MongoCollection.class.getClassLoader(),
                    new Class<?>[] {MongoCollection.class},
                    (proxy, method, arguments) -> {
                        try {
                            var answer = method.invoke(real, arguments);
                            if (method.getName().equals("insertOne")) {
                                throw new MongoSocketReadException("lost", new ServerAddress());
                            }
                            return answer;
                        } catch (InvocationTargetException refused) {
                            throw refused.getCause();
                        }
                    });
        }

        @Override
        public MongoDatabase platform() {
            return store.platform();
        }

        @Override
        public MongoDatabase tenant(String name) {
            return store.tenant(name);
        }

        @Override
        public StoreSnapshot snapshot(Path scratch) {
            return store.snapshot(scratch);
        }

        @Override
        public boolean stopped() {
            return store.stopped();
        }
    }
}

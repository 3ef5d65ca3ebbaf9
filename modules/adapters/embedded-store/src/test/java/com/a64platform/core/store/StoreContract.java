package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.result.UpdateResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;

/** What every repository relies on, whatever engine is below. */
interface StoreContract {
    int THREADS = 16;

    MongoStore store();

    /** Closes the store and opens it again. */
    void reopen();

    default MongoCollection<Document> fresh(IndexModel... indexes) {
        return store().collection("c" + UUID.randomUUID(), indexes);
    }

    @Test
    default void givesBackWhatWasWritten() {
        MongoCollection<Document> things = fresh();
        Document thing = new Document("_id", "one")
                .append("text", "Grünfläche \u0000 \uD83C\uDF3E")
                .append("int", 1)
                .append("long", Long.MAX_VALUE)
                .append("double", 0.1)
                .append("decimal", Decimal128.parse("12.50"))
                .append("yes", true)
                .append("none", null)
                .append("time", Date.from(Instant.parse("2026-01-01T12:00:00.123Z")))
                .append("list", List.of(1, "two", new Document("three", 3)))
                .append("nested", new Document("empty", new Document()).append("list", List.of()));

        things.insertOne(thing);

        assertThat(things.find(eq("one")).first()).isEqualTo(thing);
    }

    @Test
    default void findsByUniqueKeysOnlyWhatIsAlsoWantedOtherwise() {
        MongoCollection<Document> things =
                fresh(new IndexModel(ascending("place", "name"), new IndexOptions().unique(true)));
        Document one = new Document("_id", 1).append("place", "here").append("name", null);
        Document two = new Document("_id", 2L).append("place", "here").append("name", "two");
        things.insertMany(List.of(one, two));

        assertThat(things.find(and(eq("_id", 1.0), eq("place", "here")))).containsExactly(one);
        assertThat(things.find(and(eq("_id", 1), eq("place", "there")))).isEmpty();
        assertThat(things.find(and(in("_id", 1, 2, 3), eq("name", "two")))).containsExactly(two);
        assertThat(things.find(and(eq("name", "two"), eq("place", "here"), eq("_id", 2))))
                .containsExactly(two);
        assertThat(things.find(and(eq("name", null), eq("place", "here"), gt("_id", 0))))
                .containsExactly(one);
        assertThat(things.find(and(eq("_id", 1), eq("_id", 2)))).isEmpty();
    }

    @Test
    default void keepsAcknowledgedWritesOverAReopening() {
        String name = fresh(new IndexModel(ascending("n"), new IndexOptions().unique(true)))
                .getNamespace()
                .getCollectionName();
        MongoCollection<Document> before = store().collection(name);
        before.insertMany(numbers(100));
        before.updateMany(new Document(), set("seen", true));
        before.deleteOne(eq("n", 7));

        reopen();

        MongoCollection<Document> after = store().collection(name);
        assertThat(after.countDocuments(eq("seen", true))).isEqualTo(99);
        assertThat(after.find(eq("n", 7)).first()).isNull();
        assertDuplicate(() -> after.insertOne(new Document("n", 8)));
        after.insertOne(new Document("n", 7));
    }

    @Test
    default void letsOneOfManyCompareAndSetsWin() throws Exception {
        MongoCollection<Document> things = fresh();
        things.insertOne(new Document("_id", "one").append("revision", 0L));

        for (long revision = 0; revision < 10; revision++) {
            var unchanged = and(eq("one"), eq("revision", revision));
            long winners =
                    atOnce(thread -> things.updateOne(unchanged, combine(inc("revision", 1L), set("by", thread))))
                            .stream()
                            .filter(result -> result.getMatchedCount() == 1)
                            .count();
            assertThat(winners).isEqualTo(1);
        }
        assertThat(things.find().first()).containsEntry("revision", 10L);
    }

    @Test
    default void handsEachNumberOutOnce() throws Exception {
        MongoCollection<Document> counters = fresh();
        counters.insertOne(new Document("_id", "one").append("next", 0L));
        var after = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

        List<List<Long>> handedOut = atOnce(thread -> IntStream.range(0, 25)
                .mapToObj(round -> counters.findOneAndUpdate(eq("one"), inc("next", 1L), after)
                        .getLong("next"))
                .toList());

        assertThat(handedOut.stream().flatMap(List::stream).sorted())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, THREADS * 25)
                        .mapToObj(Long::valueOf)
                        .toList());
    }

    @Test
    default void letsEachTaskBeClaimedOnce() throws Exception {
        MongoCollection<Document> tasks = fresh();
        tasks.insertMany(numbers(60));

        List<List<Object>> claimed = atOnce(thread -> {
            List<Object> mine = new ArrayList<>();
            Document task;
            do {
                task = tasks.findOneAndUpdate(
                        new Document("owner", null),
                        set("owner", thread),
                        new FindOneAndUpdateOptions().sort(ascending("n")));
                Optional.ofNullable(task).map(each -> each.get("n")).ifPresent(mine::add);
            } while (task != null);
            return mine;
        });

        assertThat(claimed.stream().flatMap(List::stream)).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    default void letsOneOfManyTakeAUniqueValue() throws Exception {
        MongoCollection<Document> users = fresh(new IndexModel(ascending("email"), new IndexOptions().unique(true)));

        List<Boolean> taken = atOnce(thread -> {
            try {
                return users.insertOne(new Document("email", "a@example.org")).wasAcknowledged();
            } catch (MongoWriteException refused) {
                assertThat(StoreCall.duplicateKey(refused)).isTrue();
                return false;
            }
        });

        assertThat(taken).containsOnlyOnce(true);
        assertThat(users.countDocuments()).isEqualTo(1);
    }

    @Test
    default void holdsUniqueIndexesOfSeveralFieldsOnEveryWayToWrite() {
        MongoCollection<Document> things =
                fresh(new IndexModel(ascending("tenant", "name"), new IndexOptions().unique(true)));
        things.insertOne(new Document("_id", 1).append("tenant", "a").append("name", "x"));
        things.insertOne(new Document("_id", 2).append("tenant", "a").append("name", "y"));
        things.insertOne(new Document("_id", 3).append("tenant", "b").append("name", "x"));

        assertDuplicate(() -> things.insertOne(new Document("tenant", "a").append("name", "y")));
        assertDuplicate(() -> things.updateOne(eq(2), set("name", "x")));
        assertDuplicate(() -> things.findOneAndUpdate(eq(3), set("tenant", "a")));
        assertDuplicate(() -> things.insertOne(new Document("_id", 1)));
        assertThat(things.find(eq(2)).first()).containsEntry("name", "y");
        assertThat(things.find(eq(3)).first()).containsEntry("tenant", "b");

        things.updateOne(eq(2), set("name", "z"));
        things.updateOne(eq(3), combine(set("tenant", "a"), set("name", "y")));
        assertDuplicate(() -> things.insertOne(new Document("tenant", "a").append("name", "z")));
        things.insertOne(new Document("tenant", "b").append("name", "x"));
    }

    @Test
    default void makesAnIndexOnceAndRefusesAnotherOfItsName() {
        MongoCollection<Document> things = fresh();
        IndexModel unique =
                new IndexModel(ascending("a"), new IndexOptions().unique(true).name("one"));
        String name = things.getNamespace().getCollectionName();
        store().collection(name, unique, new IndexModel(ascending("b")));
        store().collection(name, unique, new IndexModel(ascending("b")));

        assertThat(things.listIndexes().map(index -> index.getString("name")).into(new ArrayList<>()))
                .containsExactlyInAnyOrder("_id_", "one", "b_1");
        assertThatThrownBy(
                        () -> store().collection(name, new IndexModel(ascending("a"), new IndexOptions().name("one"))))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(
                        () -> store().collection(name, new IndexModel(ascending("c"), new IndexOptions().name("one"))))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    default void refusesAUniqueIndexOverDuplicatesAndMakesItWhenTheyAreGone() {
        MongoCollection<Document> things = fresh();
        things.insertMany(List.of(new Document("_id", 1).append("a", 1), new Document("_id", 2).append("a", 1)));
        IndexModel unique = new IndexModel(ascending("a"), new IndexOptions().unique(true));
        String name = things.getNamespace().getCollectionName();

        assertThatThrownBy(() -> store().collection(name, unique)).isInstanceOf(ProblemException.class);
        things.updateOne(eq(2), set("a", 2));
        store().collection(name, unique);

        assertDuplicate(() -> things.insertOne(new Document("a", 2)));
        assertThat(things.find(eq("a", 1)).first()).containsEntry("_id", 1);
    }

    @Test
    default void sortsAndPagesWithoutLossOrRepetition() {
        MongoCollection<Document> things = fresh();
        List<Document> shuffled = new ArrayList<>();
        for (int n = 0; n < 53; n++) {
            shuffled.add(new Document("_id", n).append("group", n % 3).append("name", "n" + n % 7));
        }
        Collections.shuffle(shuffled);
        things.insertMany(shuffled);
        var order = Sorts.orderBy(Sorts.descending("group"), Sorts.ascending("name"), Sorts.ascending("_id"));

        List<Document> paged = new ArrayList<>();
        for (int page = 0; page < 6; page++) {
            things.find().sort(order).skip(page * 10).limit(10).into(paged);
        }

        assertThat(paged).hasSize(53).doesNotHaveDuplicates();
        assertThat(paged).isEqualTo(things.find().sort(order).into(new ArrayList<>()));
        assertThat(paged).isSortedAccordingTo((one, other) -> {
            int byGroup = Integer.compare(other.getInteger("group"), one.getInteger("group"));
            int byName = one.getString("name").compareTo(other.getString("name"));
            return byGroup != 0 ? byGroup : byName != 0 ? byName : one.getInteger("_id") - other.getInteger("_id");
        });
    }

    @Test
    default void readsMoreThanOneBatch() {
        MongoCollection<Document> things = fresh();
        things.insertMany(numbers(500));

        assertThat(things.find()
                        .sort(ascending("n"))
                        .batchSize(30)
                        .map(each -> each.get("n"))
                        .into(new ArrayList<>()))
                .isEqualTo(IntStream.range(0, 500).boxed().toList());
    }

    @Test
    default void insertsWhatComesBeforeAnErrorAndSaysHowMany() {
        MongoCollection<Document> things = fresh();

        assertThatThrownBy(() -> things.insertMany(List.of(
                        new Document("_id", 1),
                        new Document("_id", 2),
                        new Document("_id", 1),
                        new Document("_id", 3))))
                .isInstanceOfSatisfying(MongoBulkWriteException.class, failed -> {
                    assertThat(failed.getWriteResult().getInsertedCount()).isEqualTo(2);
                    assertThat(StoreCall.duplicateKey(failed)).isTrue();
                });
        assertThat(things.countDocuments()).isEqualTo(2);
    }

    @Test
    default void makesADocumentThatIsMissing() {
        MongoCollection<Document> things = fresh();
        var upsert = new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);

        assertThat(things.findOneAndUpdate(eq("one"), combine(inc("n", 1), setOnInsert("first", true)), upsert))
                .isEqualTo(new Document("_id", "one").append("n", 1).append("first", true));
        assertThat(things.findOneAndUpdate(eq("one"), combine(inc("n", 1), setOnInsert("first", false)), upsert))
                .isEqualTo(new Document("_id", "one").append("n", 2).append("first", true));
    }

    @Test
    default void countsAndGroups() {
        MongoCollection<Document> things = fresh();
        things.insertMany(numbers(10));

        assertThat(things.countDocuments(new Document("n", new Document("$gte", 4))))
                .isEqualTo(6);
        assertThat(things.aggregate(List.of(
                                Aggregates.match(new Document("n", new Document("$lt", 4))),
                                Aggregates.group("all", Accumulators.sum("sum", "$n"))))
                        .first())
                .isEqualTo(new Document("_id", "all").append("sum", 6));
        assertThat(things.updateMany(new Document(), set("x", 1)))
                .extracting(UpdateResult::getMatchedCount, UpdateResult::getModifiedCount)
                .containsExactly(10L, 10L);
        assertThat(things.deleteMany(new Document("n", new Document("$lt", 4))).getDeletedCount())
                .isEqualTo(4);
    }

    @Test
    default void keepsDatabasesApartWhateverTheirNames() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        MongoDatabase one = store().tenant(name);
        MongoDatabase longer = store().tenant(name + "0");
        MongoDatabase third = store().tenant(name + "_x-Y");
        for (MongoDatabase database : List.of(one, longer, third)) {
            database.getCollection("a.b").insertOne(new Document("_id", database.getName()));
        }

        one.drop();

        assertThat(one.getCollection("a.b").countDocuments()).isZero();
        assertThat(longer.getCollection("a.b").find().first()).containsEntry("_id", name + "0");
        assertThat(third.listCollectionNames()).containsExactly("a.b");
        reopen();
        assertThat(store().tenant(name).listCollectionNames()).isEmpty();
        assertThat(store().tenant(name + "0").getCollection("a.b").countDocuments())
                .isEqualTo(1);
    }

    private static List<Document> numbers(int count) {
        return IntStream.range(0, count).mapToObj(n -> new Document("n", n)).toList();
    }

    private static void assertDuplicate(Runnable write) {
        assertThatThrownBy(() -> StoreCall.run(
                        () -> {
                            write.run();
                            return true;
                        },
                        () -> new ProblemException(ErrorCode.CONFLICT, "Taken.")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.CONFLICT));
    }

    /** Runs a task on sixteen threads at the same time. */
    private static <T> List<T> atOnce(Task<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<T>> tasks = IntStream.range(0, THREADS)
                    .<Callable<T>>mapToObj(thread -> () -> task.run(thread))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** What one of several threads does. */
    interface Task<T> {
        T run(int thread);
    }
}

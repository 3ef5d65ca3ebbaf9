package com.a64platform.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.spi.EmbeddedStoreEngine.Running;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the embedded store would do wrong without a word is refused with an error that names it. */
@Tag("attack")
class RefusalsTest {
    @TempDir
    static Path home;

    private static Running engine;
    private static MongoClient client;
    private static MongoDatabase database;

    @BeforeAll
    static void open() {
        engine = new EmbeddedEngine().open(home.resolve("store"));
        client = MongoClients.create(engine.uri());
        database = client.getDatabase("acme");
        database.getCollection("farms").insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
    }

    @AfterAll
    static void close() {
        client.close();
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {create: 'x', validator: {$jsonSchema: {}}}                                       | create.validator
                    {create: 'x', viewOn: 'farms', pipeline: []}                                      | create.viewOn
                    {create: 'x', capped: true, size: 1000}                                           | create.capped
                    {create: 'x', timeseries: {timeField: 't'}}                                       | create.timeseries
                    {create: 'x', expireAfterSeconds: 10}                                             | create.expireAfterSeconds
                    {create: 'x', collation: {locale: 'de'}}                                          | create.collation
                    {createIndexes: 'farms', indexes: [{key: {a: 1}, name: 'a', expireAfterSeconds: 1}]} | createIndexes.expireAfterSeconds
                    {createIndexes: 'farms', indexes: [{key: {a: 1}, name: 'a', partialFilterExpression: {}}]} | createIndexes.partialFilterExpression
                    {createIndexes: 'farms', indexes: [{key: {a: 1}, name: 'a', collation: {locale: 'de'}}]} | createIndexes.collation
                    {createIndexes: 'farms', indexes: [{key: {a: 'text'}, name: 'a'}]}                | an index of type text
                    {createIndexes: 'farms', indexes: [{key: {a: 'hashed'}, name: 'a'}]}              | an index of type hashed
                    {createIndexes: 'farms', indexes: [{key: {'$**': 1}, name: 'a'}]}                 | an index on $**
                    {find: 'farms', filter: {}, collation: {locale: 'de'}}                            | find.collation
                    {find: 'farms', filter: {}, let: {a: 1}}                                          | find.let
                    {find: 'farms', filter: {}, tailable: true}                                       | find.tailable
                    {count: 'farms', query: {}, collation: {locale: 'de'}}                            | count.collation
                    {update: 'farms', updates: [{q: {}, u: [{$set: {a: 1}}]}]}                        | an update that is a pipeline
                    {update: 'farms', updates: [{q: {}, u: {$set: {a: 1}}, collation: {locale: 'de'}}]} | update.collation
                    {update: 'farms', updates: [{q: {}, u: {'a.b': 1}}]}                              | a.b
                    {delete: 'farms', deletes: [{q: {}, limit: 1, collation: {locale: 'de'}}]}        | delete.collation
                    {delete: 'farms', deletes: [{q: {_id: 1}, limit: 1}, {q: {_id: 2}, limit: 1}]}    | several deletes
                    {findAndModify: 'farms', query: {}, update: [{$set: {a: 1}}]}                     | an update that is a pipeline
                    {insert: 'farms', documents: [{_id: 1}, {_id: 9}], ordered: false}                | ordered: false
                    {insert: 'farms', documents: [{_id: 8}], txnNumber: 1}                            | insert.txnNumber
                    {insert: 'farms', documents: [{_id: 8}], startTransaction: true}                  | insert.startTransaction
                    {aggregate: 'farms', pipeline: [{$out: 'x'}], cursor: {}}                         | the stage $out
                    {aggregate: 'farms', pipeline: [{$merge: 'x'}], cursor: {}}                       | the stage $merge
                    {aggregate: 'farms', pipeline: [{$unionWith: 'x'}], cursor: {}}                   | the stage $unionWith
                    {aggregate: 'farms', pipeline: [{$changeStream: {}}], cursor: {}}                 | the stage $changeStream
                    {aggregate: 'farms', pipeline: [{$setWindowFields: {}}], cursor: {}}              | the stage $setWindowFields
                    {aggregate: 'farms', pipeline: [{$facet: {a: [{$out: 'x'}]}}], cursor: {}}        | the stage $out
                    {aggregate: 'farms', pipeline: [{$lookup: {from: {db: 'b', coll: 'c'}, as: 'x'}}], cursor: {}} | $lookup.from
                    {aggregate: 'farms', pipeline: [], cursor: {}, explain: true}                     | aggregate.explain
                    {dropIndexes: 'farms', index: '*'}                                                | dropIndexes by name
                    """)
    void refusesAndNames(String command, String named) {
        assertThatThrownBy(() -> database.runCommand(Document.parse(command)))
                .isInstanceOfSatisfying(MongoCommandException.class, refused -> {
                    assertThat(refused.getErrorCode()).isEqualTo(238);
                    assertThat(refused.getErrorMessage()).contains(named);
                });
        assertThat(database.getCollection("farms").countDocuments()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"renameCollection", "mapReduce", "collMod", "eval", "copydb", "explain", "commitTransaction"})
    void knowsNoCommandThatItWasNotBuiltFor(String command) {
        assertThatThrownBy(() -> client.getDatabase("admin").runCommand(new Document(command, "acme.farms")))
                .isInstanceOfSatisfying(MongoCommandException.class, refused -> assertThat(refused.getErrorCode())
                        .isEqualTo(59));
    }

    @Test
    void refusesTheDriversOwnFormsOfThem() {
        MongoCollection<Document> farms = database.getCollection("farms");

        assertThatThrownBy(() -> farms.find()
                        .collation(Collation.builder().locale("de").build())
                        .first())
                .hasMessageContaining("find.collation");
        assertThatThrownBy(() -> farms.bulkWrite(List.of(
                        new UpdateOneModel<>(new Document("_id", 1), Updates.set("a", 1)),
                        new UpdateOneModel<>(new Document("_id", 2), Updates.set("a", 1)))))
                .hasMessageContaining("several updates");
        assertThatThrownBy(() -> farms.watch().first()).hasMessageContaining("$changeStream");
        assertThatThrownBy(() -> {
                    try (ClientSession session = client.startSession()) {
                        farms.insertOne(session, new Document());
                    }
                })
                .isInstanceOf(MongoClientException.class);
    }

    @Test
    void dropsAnIndexByItsKeysInItsOwnCollectionOnly() {
        MongoCollection<Document> one = database.getCollection("one");
        MongoCollection<Document> other = database.getCollection("other");
        one.createIndex(Indexes.ascending("a"));
        other.createIndex(Indexes.ascending("a"));

        one.dropIndex(Indexes.ascending("a"));

        assertThat(one.listIndexes().map(index -> index.get("name"))).containsExactly("_id_");
        assertThat(other.listIndexes().map(index -> index.get("name"))).containsExactlyInAnyOrder("_id_", "a_1");
    }

    @Test
    void survivesACommandThatMakesNoSense() {
        assertThatThrownBy(() -> database.runCommand(Document.parse("{find: 'farms', filter: 3}")))
                .isInstanceOf(MongoCommandException.class);
        assertThatThrownBy(() -> database.runCommand(
                        Document.parse("{update: 'farms', updates: [{q: {_id: 1}, u: {$inc: 3}}]}")))
                .isInstanceOf(MongoCommandException.class);
        assertThatThrownBy(() -> client.getDatabase("no.dots").runCommand(new Document("ping", 1)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(database.getCollection("farms").countDocuments()).isEqualTo(2);
    }
}

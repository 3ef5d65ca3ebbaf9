package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.regex;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.api.data.DuplicateKeyException;
import com.a64platform.api.data.ModuleCollection;
import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.core.modules.ModuleData.Room;
import com.a64platform.core.platform.StoreSilence;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a module sees of the store, whatever engine is below. */
interface ModuleDataContract {
    MongoStore store();

    private MongoModuleData data() {
        return new MongoModuleData(store(), new StoreSilence());
    }

    private static String tenant() {
        return "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
    }

    private ModuleDatabase farm(String tenant) {
        return data().open(tenant, "farm", List.of("farms", "blocks"), Room.ENDLESS);
    }

    @Test
    default void keepsAModulesDocuments() {
        ModuleCollection farms = farm(tenant()).collection("farms");
        farms.insert(new Document("_id", "one").append("name", "North").append("size", 3));
        farms.insert(new Document("_id", "two").append("name", "South").append("size", 5));
        farms.insert(new Document("_id", "three").append("name", "West").append("size", 7));

        assertThat(farms.get("two"))
                .contains(new Document("_id", "two").append("name", "South").append("size", 5));
        assertThat(farms.get("four")).isEmpty();
        assertThat(farms.find(gte("size", 4), Sorts.descending("size"), 0, 10))
                .extracting("_id")
                .containsExactly("three", "two");
        assertThat(farms.find(regex("name", "^s", "i"), Sorts.ascending("_id"), 0, 10))
                .hasSize(1);
        assertThat(farms.count(lt("size", 6))).isEqualTo(2);
        assertThat(farms.updateOne(eq("one"), inc("size", 10)))
                .hasValueSatisfying(after -> assertThat(after).containsEntry("size", 13));
        assertThat(farms.updateOne(eq("four"), inc("size", 10))).isEmpty();
        assertThat(farms.updateMany(gte("size", 6), set("large", true))).isEqualTo(2);
        assertThat(farms.aggregate(List.of(Aggregates.group("all", Accumulators.sum("size", "$size")))))
                .containsExactly(new Document("_id", "all").append("size", 25));
        assertThat(farms.deleteOne(eq("one"))).isTrue();
        assertThat(farms.deleteOne(eq("one"))).isFalse();
        assertThat(farms.deleteMany(gte("size", 0))).isEqualTo(2);
    }

    @Test
    default void saysWhenAUniqueValueIsTaken() {
        ModuleCollection farms = farm(tenant()).collection("farms");
        farms.ensureIndex(Indexes.ascending("name"), new IndexOptions().unique(true));
        farms.ensureIndex(Indexes.ascending("name"), new IndexOptions().unique(true));
        farms.insert(new Document("_id", "one").append("name", "North"));
        farms.insert(new Document("_id", "two").append("name", "South"));

        assertThatThrownBy(() -> farms.insert(new Document("_id", "three").append("name", "North")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> farms.insert(new Document("_id", "one").append("name", "East")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> farms.updateOne(eq("two"), set("name", "North")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> farms.updateMany(eq("two"), set("name", "North")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(farms.count(new Document())).isEqualTo(2);
    }

    @Tag("attack")
    @Test
    default void joinsTheModulesOwnCollectionsOnly() {
        ModuleDatabase farm = farm(tenant());
        farm.collection("farms").insert(new Document("_id", "f"));
        farm.collection("blocks").insert(new Document("_id", "b").append("farm", "f"));

        assertThat(farm.collection("farms").aggregate(List.of(Aggregates.lookup("blocks", "_id", "farm", "blocks"))))
                .containsExactly(new Document("_id", "f")
                        .append("blocks", List.of(new Document("_id", "b").append("farm", "f"))));
        assertThatThrownBy(() -> farm.collection("farms")
                        .aggregate(List.of(Aggregates.lookup("installations", "_id", "farm", "x"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> farm.collection("others")).isInstanceOf(IllegalArgumentException.class);
    }

    @Tag("attack")
    @Test
    default void refusesWhatAModuleMayNotDo() {
        ModuleCollection farms = farm(tenant()).collection("farms");
        Document all = new Document();

        assertThatThrownBy(() -> farms.find(new Document("$where", "true"), all, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> farms.aggregate(List.of(new Document("$out", "x"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> farms.updateOne(all, new Document("replaced", true)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> farms.find(all, all, 0, 1001)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> farms.find(all, all, -1, 1)).isInstanceOf(IllegalArgumentException.class);
        farms.insert(new Document("_id", "one"));
        assertThatThrownBy(() -> farms.updateOne(eq("one"), set("_id", "two")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> data().open("admin", "farm", List.of(), Room.ENDLESS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> data().open(tenant(), "farm.farms", List.of(), Room.ENDLESS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Tag("attack")
    @Test
    default void keepsTenantsAndModulesApart() {
        String one = tenant();
        String other = tenant();
        ModuleCollection farms = farm(one).collection("farms");
        farms.insert(new Document("_id", "f"));
        ModuleCollection namesake =
                data().open(one, "farm-manager", List.of("farms"), Room.ENDLESS).collection("farms");
        namesake.insert(new Document("_id", "g"));

        assertThat(farm(other).collection("farms").count(new Document())).isZero();
        assertThat(namesake.get("f")).isEmpty();
        data().drop(other, "farm");
        data().drop(one, "farm");
        assertThat(farms.get("f")).isEmpty();
        assertThat(namesake.get("g")).isPresent();
    }

    /** Every way of the database's to other collections and databases, on an engine that may well know it. */
    @Tag("attack")
    @Test
    default void letsNoStageReachOutOfTheModule() {
        String one = tenant();
        String other = tenant();
        ModuleCollection mine = farm(one).collection("farms");
        ModuleCollection theirs = farm(other).collection("farms");
        mine.insert(new Document("_id", "mine"));
        theirs.insert(new Document("_id", "theirs"));
        String reach = "{db: '" + other + "', coll: 'farm.farms'}";
        for (String stage : List.of(
                "{$merge: {into: " + reach + "}}",
                "{$out: " + reach + "}",
                "{$unionWith: " + reach + "}",
                "{$unionWith: {coll: 'farm.blocks', pipeline: []}}",
                "{$lookup: {from: " + reach + ", pipeline: [], as: 'x'}}",
                "{$lookup: {from: 'farm.farms', pipeline: [], as: 'x'}}",
                "{$lookup: {from: 'hello.greetings', pipeline: [], as: 'x'}}",
                "{$lookup: {from: '$cmd.aggregate', pipeline: [], as: 'x'}}",
                "{$lookup: {from: 'blocks', as: 'x', pipeline: [{$merge: {into: " + reach + "}}]}}",
                "{$lookup: {from: 'blocks', as: 'x', pipeline: [{$facet: {y: [{$out: 'z'}]}}]}}",
                "{$facet: {a: [{$lookup: {from: " + reach + ", pipeline: [], as: 'x'}}]}}",
                "{$facet: {a: [{$graphLookup: {from: 'farm.farms', startWith: 1, connectFromField: 'a',"
                        + " connectToField: 'b', as: 'x'}}]}}")) {
            assertThatThrownBy(() -> mine.aggregate(List.of(Document.parse(stage))))
                    .as(stage)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String name : List.of("blocks.x", "$cmd", "system.users", "farm.farms", "..", "", "others", "farms\0")) {
            assertThatThrownBy(() -> farm(one).collection(name)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> data().open(one, "farm", List.of(name), Room.ENDLESS)
                            .collection(name + "x"))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String database : List.of("admin", "local", "config", "../x", "$external", "")) {
            assertThatThrownBy(() -> data().open(database, "farm", List.of("farms"), Room.ENDLESS)
                            .collection("farms"))
                    .as(database)
                    .isInstanceOf(IllegalArgumentException.class);
        }

        assertThat(theirs.find(new Document(), new Document("_id", 1), 0, 10))
                .containsExactly(new Document("_id", "theirs"));
        assertThat(mine.count(new Document())).isEqualTo(1);
    }
}

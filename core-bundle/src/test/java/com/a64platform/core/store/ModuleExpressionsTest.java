package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("attack")
class ModuleExpressionsTest {
    private final ModuleExpressions farm = new ModuleExpressions(
            "farm-manager", Set.of("farms", "blocks"), MongoClientSettings.getDefaultCodecRegistry());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{$where: 'sleep(1000)'}",
                "{a: {$not: {$where: 'x'}}}",
                "{$or: [{a: 1}, {$and: [{$where: 'x'}]}]}",
                "{$expr: {$function: {body: 'x', args: [], lang: 'js'}}}",
                "{$expr: {$and: [{$eq: [1, {$function: {}}]}]}}",
                "{$jsonSchema: {}}",
                "{$text: {$search: 'x'}}",
                "{a: {$nearSphere: [1, 2]}}",
                "{a: {$elemMatch: {$where: 'x'}}}",
                "{a: {$code: 'function() {}'}}"
            })
    void refusesAFilterThat(String filter) {
        assertThatThrownBy(() -> farm.filter(BsonDocument.parse(filter)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A module may not use");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{$out: 'x'}]",
                "[{$merge: 'x'}]",
                "[{$merge: {into: {db: 'other', coll: 'x'}}}]",
                "[{$unionWith: 'x'}]",
                "[{$unionWith: {coll: 'x', pipeline: []}}]",
                "[{$graphLookup: {from: 'x'}}]",
                "[{$collStats: {}}]",
                "[{$currentOp: {}}]",
                "[{$changeStream: {}}]",
                "[{$documents: []}]",
                "[{$lookup: {from: {db: 'other', coll: 'farms'}, localField: 'a', foreignField: 'b', as: 'c'}}]",
                "[{$lookup: {from: 'others', localField: 'a', foreignField: 'b', as: 'c'}}]",
                "[{$lookup: {from: 'hello.greetings', localField: 'a', foreignField: 'b', as: 'c'}}]",
                "[{$lookup: {pipeline: [{$match: {}}], as: 'c'}}]",
                "[{$lookup: {from: 'farms', as: 'c', pipeline: [{$out: 'x'}]}}]",
                "[{$lookup: {from: 'farms', as: 'c', pipeline: [{$lookup: {from: 'x', as: 'd'}}]}}]",
                "[{$facet: {one: [{$match: {}}], two: [{$merge: 'x'}]}}]",
                "[{$facet: {one: [{$lookup: {from: 'x', as: 'd', pipeline: []}}]}}]",
                "[{$facet: {one: [{$match: {$where: 'x'}}]}}]",
                "[{$match: {}, $out: 'x'}]",
                "[{}]",
                "[{$group: {_id: 1, x: {$accumulator: {}}}}]",
                "[{$project: {x: {$function: {}}}}]",
                "[{$addFields: {x: {$cond: [1, {$function: {}}, 2]}}}]",
                "[{$match: {$where: 'x'}}]"
            })
    void refusesAPipelineThat(String pipeline) {
        assertThatThrownBy(() -> farm.pipeline(stages(pipeline)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A module may not use");
    }

    @Test
    void givesLookupsThePhysicalNameHoweverDeepTheyStand() {
        List<BsonDocument> checked =
                farm.pipeline(stages("[{$facet: {one: [{$lookup: {from: 'blocks', as: 'b', pipeline: ["
                        + "{$lookup: {from: 'farms', localField: 'x', foreignField: 'y', as: 'z'}}]}}]}}]"));

        assertThat(checked.get(0).toJson())
                .contains("\"from\": \"farm-manager.blocks\"")
                .contains("\"from\": \"farm-manager.farms\"");
    }

    @Test
    void endsEveryPipelineWithALimit() {
        assertThat(farm.pipeline(List.of())).containsExactly(BsonDocument.parse("{$limit: 1000}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{name: 'replaced'}",
                "{$set: {a: 1}, name: 'x'}",
                "{$set: {a: {$where: 1}}}",
                "{$set: {a: {'b.c': 1}}}",
                "{$set: 3}",
                "{$where: {a: 1}}",
                "{$pull: {a: {$where: 'x'}}}"
            })
    void refusesAnUpdateThat(String update) {
        assertThatThrownBy(() -> farm.update(BsonDocument.parse(update)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A module may not use");
    }

    @Test
    void letsOrdinaryExpressionsThroughUnchanged() {
        Bson filter = Filters.and(Filters.eq("name", "x"), Filters.or(Filters.gt("size", 3), Filters.exists("owner")));
        Bson update = Updates.combine(
                Updates.set("owner.name", "x"), Updates.inc("size", 1), Updates.pushEach("tags", List.of("a")));

        assertThat(farm.filter(filter)).isEqualTo(filter.toBsonDocument());
        assertThat(farm.update(update)).isEqualTo(update.toBsonDocument());
    }

    @Test
    void executesWhatItChecked() {
        List<Bson> answers = new ArrayList<>(List.of(new Document("a", 1), new Document("$where", "x")));
        Bson changing = new Bson() {
            @Override
            public <T> BsonDocument toBsonDocument(Class<T> type, CodecRegistry codecs) {
                return answers.remove(0).toBsonDocument(type, codecs);
            }
        };

        assertThat(farm.filter(changing)).isEqualTo(BsonDocument.parse("{a: 1}"));
        assertThat(answers).hasSize(1);
    }

    @Test
    void refusesAnExpressionThatIsTooDeep() {
        Document filter = new Document("a", 1);
        for (int level = 0; level < 60; level++) {
            filter = new Document("$and", List.of(filter));
        }
        Document deep = filter;

        assertThatThrownBy(() -> farm.filter(deep)).hasMessageContaining("deeper");
    }

    @Test
    void refusesDocumentsWithoutAnIdOrWithNamesThatLookLikeOperators() {
        assertThatThrownBy(() -> farm.content(new Document("a", 1))).hasMessageContaining("_id");
        assertThatThrownBy(() -> farm.content(new Document("_id", 1).append("$set", 1)))
                .hasMessageContaining("$set");
        assertThatThrownBy(() -> farm.content(new Document("_id", 1).append("a", List.of(new Document("b.c", 1)))))
                .hasMessageContaining("b.c");
    }

    @Test
    void refusesAValueThatIsNoBsonType() {
        assertThatThrownBy(() -> farm.filter(new Document("a", new Object())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesOnlyUniqueAndNameForAnIndex() {
        assertThatCode(() -> farm.index(new IndexOptions().unique(true).name("one")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> farm.index(new IndexOptions().expireAfter(1L, TimeUnit.SECONDS)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> farm.index(new IndexOptions().partialFilterExpression(new Document())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> farm.order(new Document("a", "text"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> farm.order(new Document("$**", 1))).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<BsonDocument> stages(String json) {
        return BsonDocument.parse("{p: " + json + "}").getArray("p").stream()
                .map(stage -> stage.asDocument())
                .toList();
    }
}

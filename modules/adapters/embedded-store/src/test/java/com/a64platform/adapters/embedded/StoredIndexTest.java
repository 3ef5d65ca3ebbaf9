package com.a64platform.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Arrays;
import java.util.List;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** For which queries the index answers, so that the collection is not read as a whole. */
class StoredIndexTest {
    private final MVStore store = MVStore.open(null);
    private final DataFile file = new DataFile(store);
    private final StoredIndex ids = index("_id");
    private final StoredIndex places = index("tenant", "module");

    private StoredIndex index(String... keys) {
        return new StoredIndex(
                file.entries(String.join(".", keys)),
                file,
                "index",
                Arrays.stream(keys).map(key -> new IndexKey(key, true)).toList(),
                false);
    }

    private static Document is(String key, Object value) {
        return new Document(key, value);
    }

    private static Document all(Document... conditions) {
        return is("$and", List.of(conditions));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void findsByItsKeyWhateverElseIsWanted() {
        ids.putKeyPosition(new KeyValue("one"), Key.of(new KeyValue("one")));
        ids.putKeyPosition(new KeyValue("two"), Key.of(new KeyValue("two")));
        var one = is("_id", "one");
        var beat = is("beat", 3);

        for (var query : List.of(
                one, all(one, beat), all(all(beat, one)), is("_id", "one").append("beat", 3))) {
            assertThat(ids.canHandle(query)).as("%s", query).isTrue();
            assertThat(ids.getPositions(query)).as("%s", query).containsExactly(Key.of(new KeyValue("one")));
        }
        assertThat(ids.getPositions(all(is("_id", is("$in", List.of("two", "three", "one"))), beat)))
                .containsExactlyInAnyOrder(Key.of(new KeyValue("one")), Key.of(new KeyValue("two")));
        assertThat(ids.getPositions(all(is("_id", "three"), beat))).isEmpty();
    }

    @Test
    void findsBySeveralKeysTogether() {
        places.putKeyPosition(new KeyValue("acme", "hello"), Key.of(new KeyValue("one")));
        var query = all(is("module", "hello"), is("status", "ENABLED"), is("tenant", "acme"));

        assertThat(places.canHandle(query)).isTrue();
        assertThat(places.getPositions(query)).containsExactly(Key.of(new KeyValue("one")));
        assertThat(places.canHandle(all(is("tenant", "acme"), is("status", "ENABLED"))))
                .isFalse();
    }

    @Test
    void leavesOthersToTheCollection() {
        var beat = is("beat", 3);

        for (var query : List.of(
                new Document(),
                beat,
                is("$or", List.of(is("_id", "one"), beat)),
                is("$and", "nonsense"),
                all(is("_id", null), beat),
                all(is("_id", is("$gt", "one")), beat),
                all(is("_id", is("$in", List.of(new BsonRegularExpression("o.e")))), beat),
                all(is("_id", new BsonRegularExpression("o.e")), beat),
                all(is("_id", is("$ne", "one")), beat))) {
            assertThat(ids.canHandle(query)).as("%s", query).isFalse();
        }
    }
}

package com.a64platform.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Writes entries with a unique code each and counts them; afterwards says whether what was acknowledged is there. */
final class Ledger {
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> entries;
    private final MongoCollection<Document> counters;

    Ledger(MongoClient client) {
        entries = client.getDatabase("ledger").getCollection("entries");
        counters = client.getDatabase("ledger").getCollection("counters");
    }

    void prepare() {
        entries.createIndex(Indexes.ascending("code"), new IndexOptions().unique(true));
    }

    /** Adds an entry, gives it another code, and counts it; returns the count when all three are acknowledged. */
    long add(String writer, String id) {
        entries.insertOne(new Document("_id", id).append("code", "draft-" + id).append("text", "x".repeat(200)));
        entries.updateOne(Filters.eq(id), Updates.set("code", "code-" + id));
        return counters.findOneAndUpdate(Filters.eq(writer), Updates.inc("count", 1L), AFTER)
                .getLong("count");
    }

    void requireAll(Collection<String> acknowledged) {
        Map<Object, Document> byId = new HashMap<>();
        entries.find().forEach(entry -> byId.put(entry.get("_id"), entry));
        assertThat(byId.keySet()).containsAll(acknowledged);
        assertThat(acknowledged).allSatisfy(id -> assertThat(byId.get(id)).containsEntry("code", "code-" + id));
    }

    void requireCount(String writer, long acknowledged) {
        Document counter = counters.find(Filters.eq(writer)).first();
        assertThat(counter).isNotNull();
        assertThat(counter.getLong("count")).isGreaterThanOrEqualTo(acknowledged);
    }

    /** Documents and indexes must say the same: each document is found by its code, and by that code only once. */
    void requireWhole() {
        List<Document> all = entries.find().into(new ArrayList<>());
        for (Document entry : all) {
            assertThat(entries.find(Filters.eq("code", entry.get("code"))).into(new ArrayList<>()))
                    .containsExactly(entry);
        }
        assertThat(entries.countDocuments()).isEqualTo(all.size());
        if (!all.isEmpty()) {
            Object taken = all.get(0).get("code");
            assertThatThrownBy(() -> entries.insertOne(new Document("code", taken)))
                    .isInstanceOf(MongoWriteException.class);
        }
    }
}

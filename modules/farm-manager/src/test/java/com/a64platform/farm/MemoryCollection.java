package com.a64platform.farm;

import com.a64platform.api.data.DuplicateKeyException;
import com.a64platform.api.data.ModuleCollection;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.IndexOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;

/**
 * A collection in memory that evaluates the filters, updates, sorts and unique indexes this module uses, and fails on any
 * other. Every call is atomic.
 */
final class MemoryCollection implements ModuleCollection {
    private static final CodecRegistry CODECS = MongoClientSettings.getDefaultCodecRegistry();

    private final Map<BsonValue, BsonDocument> documents = new LinkedHashMap<>();
    private final Set<List<String>> uniqueKeys = new java.util.HashSet<>();
    private final Set<String> indexes = new TreeSet<>();
    private final List<Runnable> beforeInsert = new ArrayList<>();

    /** Runs something once, just before the next insert. */
    synchronized void beforeNextInsert(Runnable interference) {
        beforeInsert.add(interference);
    }

    synchronized Set<String> indexes() {
        return Set.copyOf(indexes);
    }

    @Override
    public void insert(Document document) {
        List<Runnable> interferences;
        synchronized (this) {
            interferences = List.copyOf(beforeInsert);
            beforeInsert.clear();
        }
        interferences.forEach(Runnable::run);
        store(render(document));
    }

    @Override
    public synchronized Optional<Document> get(Object id) {
        return find(new Document("_id", id), new Document(), 0, 1).stream().findFirst();
    }

    @Override
    public synchronized List<Document> find(Bson filter, Bson sort, int skip, int limit) {
        if (skip < 0 || limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("skip " + skip + ", limit " + limit);
        }
        return matching(filter)
                .sorted(MemoryQuery.order(render(sort)))
                .skip(skip)
                .limit(limit)
                .map(MemoryCollection::toDocument)
                .toList();
    }

    @Override
    public synchronized long count(Bson filter) {
        return matching(filter).count();
    }

    @Override
    public synchronized Optional<Document> updateOne(Bson filter, Bson update) {
        Optional<BsonDocument> changed = matching(filter).findFirst().map(found -> updated(found, render(update)));
        changed.ifPresent(this::replace);
        return changed.map(MemoryCollection::toDocument);
    }

    @Override
    public synchronized long updateMany(Bson filter, Bson update) {
        List<BsonDocument> found = matching(filter).toList();
        found.forEach(document -> replace(updated(document, render(update))));
        return found.size();
    }

    @Override
    public synchronized boolean deleteOne(Bson filter) {
        Optional<BsonDocument> found = matching(filter).findFirst();
        found.ifPresent(document -> documents.remove(document.get("_id")));
        return found.isPresent();
    }

    @Override
    public synchronized long deleteMany(Bson filter) {
        List<BsonDocument> found = matching(filter).toList();
        found.forEach(document -> documents.remove(document.get("_id")));
        return found.size();
    }

    @Override
    public List<Document> aggregate(List<? extends Bson> pipeline) {
        throw new UnsupportedOperationException("This module does not aggregate");
    }

    @Override
    public synchronized void ensureIndex(Bson keys, IndexOptions options) {
        indexes.add(options.getName());
        if (options.isUnique()) {
            uniqueKeys.add(List.copyOf(render(keys).keySet()));
        }
    }

    private synchronized void store(BsonDocument document) {
        if (documents.containsKey(document.get("_id"))) {
            throw new DuplicateKeyException("_id is taken", null);
        }
        replace(document);
    }

    private void replace(BsonDocument document) {
        documents.values().stream()
                .filter(other -> !other.get("_id").equals(document.get("_id")))
                .filter(other -> uniqueKeys.stream().anyMatch(key -> sameKey(key, other, document)))
                .findAny()
                .ifPresent(other -> {
                    throw new DuplicateKeyException("a unique key is taken", null);
                });
        documents.put(document.get("_id"), document);
    }

    private static boolean sameKey(List<String> key, BsonDocument left, BsonDocument right) {
        return key.stream()
                .allMatch(name -> left.get(name, new BsonInt64(0)).equals(right.get(name, new BsonInt64(0))));
    }

    private Stream<BsonDocument> matching(Bson filter) {
        BsonDocument query = render(filter);
        return documents.values().stream().filter(document -> MemoryQuery.matches(query, document));
    }

    private static BsonDocument updated(BsonDocument before, BsonDocument update) {
        BsonDocument after = before.clone();
        update.forEach((operator, fields) -> fields.asDocument().forEach((name, value) -> {
            switch (operator) {
                case "$set" -> after.put(name, value);
                case "$unset" -> after.remove(name);
                case "$inc" ->
                    after.put(
                            name,
                            new BsonInt64(after.getNumber(name).longValue()
                                    + value.asNumber().longValue()));
                default -> throw new UnsupportedOperationException(operator);
            }
        }));
        return after;
    }

    private static BsonDocument render(Bson value) {
        return value.toBsonDocument(Document.class, CODECS);
    }

    private static Document toDocument(BsonDocument document) {
        return CODECS.get(Document.class)
                .decode(
                        new BsonDocumentReader(document),
                        DecoderContext.builder().build());
    }
}

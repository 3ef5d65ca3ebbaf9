package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import org.h2.mvstore.MVMap;

/** A unique index in the data file: from the indexed values to the place of their document. */
final class StoredIndex extends AbstractUniqueIndex<Key> {
    private final MVMap<Key, Key> entries;
    private final DataFile file;

    StoredIndex(MVMap<Key, Key> entries, DataFile file, String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        this.entries = entries;
        this.file = file;
    }

    /**
     * The engine would read the whole collection for a query that wants more than the keys, as every compare-and-set does:
     * it looks at all of what was found by them anyway.
     */
    @Override
    public synchronized boolean canHandle(Document query) {
        return super.canHandle(query) || super.canHandle(ofKeys(query));
    }

    @Override
    public synchronized Iterable<Key> getPositions(Document query) {
        return super.getPositions(super.canHandle(query) ? query : ofKeys(query));
    }

    /** What a query wants of the keys, among other things that have to hold as well. */
    private Document ofKeys(Document query) {
        Document wanted = new Document();
        query.forEach((name, value) -> {
            if (name.equals("$and") && value instanceof Collection<?> parts) {
                parts.stream()
                        .filter(Document.class::isInstance)
                        .forEach(part -> wanted.putAll(ofKeys((Document) part)));
            } else if (keySet().contains(name) && (plain(value) || oneOf(value))) {
                wanted.put(name, value);
            }
        });
        return wanted;
    }

    /** Whether it is looked up as it stands. */
    private static boolean plain(Object value) {
        return value != null
                && !(value instanceof Document)
                && !(value instanceof Collection)
                && !BsonRegularExpression.isRegularExpression(value);
    }

    private static boolean oneOf(Object value) {
        return value instanceof Document operators
                && operators.keySet().equals(Set.of("$in"))
                && operators.get("$in") instanceof Collection<?> values
                && values.stream().allMatch(StoredIndex::plain);
    }

    @Override
    protected Key removeDocument(KeyValue values) {
        file.changed();
        return entries.remove(Key.of(values));
    }

    @Override
    protected boolean putKeyPosition(KeyValue values, Key position) {
        file.changed();
        return entries.putIfAbsent(Key.of(values), position) == null;
    }

    @Override
    protected Iterable<Entry<KeyValue, Key>> getIterable() {
        return () -> entries.entrySet().stream()
                .<Entry<KeyValue, Key>>map(entry -> Map.entry(entry.getKey().values(), entry.getValue()))
                .iterator();
    }

    @Override
    protected Key getPosition(KeyValue values) {
        return entries.get(Key.of(values));
    }

    @Override
    public long getCount() {
        return entries.sizeAsLong();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }
}

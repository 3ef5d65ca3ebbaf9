package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
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

package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.List;
import org.h2.mvstore.MVMap;

/** A database in the data file. Its maps are {@code d/DATABASE/COLLECTION} and {@code i/DATABASE/COLLECTION/INDEX}. */
final class StoredDatabase extends AbstractMongoDatabase<Key> {
    private static final String DOCUMENTS = "d/";
    private static final String INDEX = "i/";

    private final DataFile file;

    StoredDatabase(String name, CursorRegistry cursors, DataFile file) {
        super(name, cursors);
        this.file = file;
        initializeNamespacesAndIndexes();
    }

    /** Names of the databases that the file knows. */
    static List<String> names(DataFile file) {
        return file.mapNames().stream()
                .filter(name -> name.startsWith(DOCUMENTS))
                .map(name -> name.substring(DOCUMENTS.length(), name.indexOf('/', DOCUMENTS.length())))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    protected MongoCollection<Key> openOrCreateCollection(String name, CollectionOptions options) {
        return new StoredCollection(this, name, options, cursorRegistry, documents(name), file);
    }

    /** An index that is not in the list of indexes was left by a build that failed: it starts from nothing. */
    @Override
    protected Index<Key> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        MVMap<Key, Key> entries = entries(collection, name);
        if (!listed(collection, name)) {
            file.changed();
            entries.clear();
        }
        return new StoredIndex(entries, file, name, keys, sparse);
    }

    private boolean listed(String collection, String name) {
        MongoCollection<Key> list = indexes.get();
        Document description = new Document("ns", getFullCollectionNamespace(collection)).append("name", name);
        return list != null && list.handleQueryAsStream(description).findAny().isPresent();
    }

    /** An index that is not unique is only listed; queries read the collection. */
    @Override
    protected Index<Key> openOrCreateSecondaryIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new EmptyIndex<>(name, keys);
    }

    @Override
    protected void dropIndex(MongoCollection<Key> collection, String name) {
        super.dropIndex(collection, name);
        file.remove(entries(collection.getCollectionName(), name));
    }

    @Override
    public void dropCollection(String name, Oplog oplog) {
        super.dropCollection(name, oplog);
        file.remove(documents(name));
    }

    @Override
    public void drop(Oplog oplog) {
        super.drop(oplog);
        for (String name : file.mapNames()) {
            if (name.startsWith(DOCUMENTS + databaseName + "/")) {
                file.remove(file.documents(name));
            } else if (name.startsWith(INDEX + databaseName + "/")) {
                file.remove(file.entries(name));
            }
        }
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String newName) {
        throw new UnsupportedOperationException("A collection cannot be renamed");
    }

    private MVMap<Key, Document> documents(String collection) {
        return file.documents(DOCUMENTS + databaseName + "/" + collection);
    }

    private MVMap<Key, Key> entries(String collection, String index) {
        return file.entries(INDEX + databaseName + "/" + collection + "/" + index);
    }

    @Override
    protected long getFileSize() {
        return file.size();
    }

    @Override
    protected long getStorageSize() {
        return file.size();
    }
}

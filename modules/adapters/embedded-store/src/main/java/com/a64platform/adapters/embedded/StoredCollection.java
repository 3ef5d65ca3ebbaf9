package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;

/**
 * A collection in the data file. A document in a map never changes: what a query hands out are deep copies, so that
 * neither an update half done nor a reply being written can be seen through another command.
 */
final class StoredCollection extends AbstractMongoCollection<Key> {
    private final MVMap<Key, Document> documents;
    private final DataFile file;

    StoredCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            CursorRegistry cursors,
            MVMap<Key, Document> documents,
            DataFile file) {
        super(database, name, options, cursors);
        this.documents = documents;
        this.file = file;
    }

    @Override
    protected Key addDocumentInternal(Document document) {
        Key position = Optional.ofNullable(getIdField())
                .map(field -> Key.of(new KeyValue(Utils.getSubdocumentValue(document, field))))
                .orElseGet(Key::unique);
        file.changed();
        if (documents.putIfAbsent(position, document) != null) {
            throw new IllegalStateException("A document of " + this + " stands where a new one belongs");
        }
        return position;
    }

    @Override
    protected void handleUpdate(Key position, Document oldDocument, Document newDocument) {
        file.changed();
        documents.put(position, newDocument);
    }

    @Override
    protected void removeDocument(Key position) {
        file.changed();
        if (documents.remove(position) == null) {
            throw new IllegalStateException("A document of " + this + " is not where its index says");
        }
    }

    @Override
    protected Document getDocument(Key position) {
        return documents.get(position);
    }

    @Override
    protected Stream<DocumentWithPosition<Key>> streamAllDocumentsWithPosition() {
        return documents.entrySet().stream().map(entry -> new DocumentWithPosition<>(entry.getValue(), entry.getKey()));
    }

    @Override
    protected QueryResult matchDocuments(
            Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        return matchDocumentsFromStream(documents.values().stream(), query, orderBy, skip, limit, batchSize, fields);
    }

    @Override
    protected QueryResult matchDocumentsFromStream(
            Document query,
            Stream<Document> candidates,
            int skip,
            int limit,
            int batchSize,
            Comparator<Document> order,
            Document fields) {
        Stream<Document> found = candidates.filter(document -> documentMatchesQuery(document, query));
        found = order == null ? found : found.sorted(order);
        found = found.skip(Math.max(0, skip));
        found = limit > 0 ? found.limit(limit) : found;
        Stream<Document> copies = found.map(Document::cloneDeeply);
        return super.matchDocumentsFromStream(new Document(), copies, 0, 0, batchSize, null, fields);
    }

    @Override
    public int count() {
        return documents.size();
    }

    @Override
    public boolean isEmpty() {
        return documents.isEmpty();
    }

    /** Sizes are not kept: they would cost a second write for each change. */
    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int delta) {
        throw new UnsupportedOperationException("Sizes are not kept");
    }

    @Override
    protected int getDataSize() {
        return 0;
    }
}

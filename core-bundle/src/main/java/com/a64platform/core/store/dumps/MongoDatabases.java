package com.a64platform.core.store.dumps;

import com.a64platform.core.dumps.Databases;
import com.a64platform.core.dumps.DocumentSink;
import com.a64platform.core.dumps.DocumentSource;
import com.a64platform.core.store.Store;
import com.a64platform.core.store.StoreCall;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Documents as they are on the wire: nothing is decoded, so nothing can be lost on the way. */
@Component(service = Databases.class)
public final class MongoDatabases implements Databases {
    private static final int BATCH = 500;
    private static final int BATCH_BYTES = 4 * 1024 * 1024;
    private static final String OWN = "system.";
    private static final String ID = "_id";
    private static final String ID_INDEX = "_id_";
    /** What an index of ours or of a module may say beside its keys. */
    private static final List<String> OPTIONS = List.of("unique", "sparse");

    private final Store store;
    private final Optional<ClientSession> session;

    @Activate
    public MongoDatabases(@Reference Store store) {
        this(store, Optional.empty());
    }

    /** @param session of a server, in which documents are read as of one moment */
    MongoDatabases(Store store, Optional<ClientSession> session) {
        this.store = store;
        this.session = session;
    }

    @Override
    public String platform() {
        return store.platform().getName();
    }

    @Override
    public List<String> collections(String database) {
        return StoreCall.run(() -> database(database).listCollectionNames().into(new ArrayList<>())).stream()
                .filter(name -> !name.startsWith(OWN))
                .sorted()
                .toList();
    }

    @Override
    public void read(String database, String collection, DocumentSink sink) throws IOException {
        try {
            StoreCall.run(() -> {
                try (var cursor =
                        find(raw(database, collection)).batchSize(BATCH).iterator()) {
                    cursor.forEachRemaining(document -> hand(document, sink));
                }
            });
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    @Override
    public List<String> indexes(String database, String collection) {
        return StoreCall.run(() -> database(database)
                        .getCollection(collection)
                        .listIndexes(BsonDocument.class)
                        .into(new ArrayList<>()))
                .stream()
                .filter(MongoDatabases::ours)
                .map(MongoDatabases::plain)
                .map(BsonDocument::toJson)
                .sorted()
                .toList();
    }

    @Override
    public void replace(String database, String collection, List<String> indexes, DocumentSource source)
            throws IOException {
        drop(database, collection);
        // the driver's own call names options that the embedded store does not know
        StoreCall.run(() -> database(database).runCommand(new Document("create", collection)));
        var models = indexes.stream().map(MongoDatabases::model).toList();
        if (!models.isEmpty()) {
            StoreCall.run(() -> database(database).getCollection(collection).createIndexes(models));
        }
        fill(raw(database, collection), source);
    }

    @Override
    public void drop(String database, String collection) {
        StoreCall.run(() -> database(database).getCollection(collection).drop());
    }

    private FindIterable<RawBsonDocument> find(MongoCollection<RawBsonDocument> collection) {
        return session.map(collection::find).orElseGet(collection::find);
    }

    private static void fill(MongoCollection<RawBsonDocument> collection, DocumentSource source) throws IOException {
        List<RawBsonDocument> batch = new ArrayList<>();
        int bytes = 0;
        for (var next = source.next(); next.isPresent(); next = source.next()) {
            if (batch.size() == BATCH || !batch.isEmpty() && bytes + next.get().length > BATCH_BYTES) {
                insert(collection, batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(new RawBsonDocument(next.get()));
            bytes += next.get().length;
        }
        if (!batch.isEmpty()) {
            insert(collection, batch);
        }
    }

    private static void insert(MongoCollection<RawBsonDocument> collection, List<RawBsonDocument> batch) {
        StoreCall.run(() -> collection.insertMany(batch));
    }

    private static void hand(RawBsonDocument document, DocumentSink sink) {
        try {
            var buffer = idFirst(document).getByteBuffer();
            var bson = new byte[buffer.remaining()];
            buffer.get(bson);
            sink.accept(bson);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A server keeps it so whatever it is sent; else the same document would have two hashes. */
    private static RawBsonDocument idFirst(RawBsonDocument document) {
        if (document.getFirstKey().equals(ID)) {
            return document;
        }
        var ordered = new BsonDocument(ID, document.get(ID));
        document.forEach(ordered::putIfAbsent);
        return new RawBsonDocument(ordered, new BsonDocumentCodec());
    }

    /** An index of another kind, which somebody has made on the server, is no data. */
    private static boolean ours(BsonDocument index) {
        return !index.getString("name").getValue().equals(ID_INDEX)
                && index.getDocument("key").values().stream().allMatch(BsonValue::isNumber);
    }

    private static BsonDocument plain(BsonDocument index) {
        var plain = new BsonDocument("name", index.get("name"));
        var key = new BsonDocument();
        index.getDocument("key")
                .forEach((field, direction) ->
                        key.append(field, new BsonInt32(direction.asNumber().intValue())));
        plain.append("key", key);
        OPTIONS.stream().filter(index::containsKey).forEach(option -> plain.append(option, index.get(option)));
        return plain;
    }

    private static IndexModel model(String index) {
        var document = Document.parse(index);
        return new IndexModel(
                document.get("key", Document.class),
                new IndexOptions()
                        .name(document.getString("name"))
                        .unique(document.getBoolean("unique", false))
                        .sparse(document.getBoolean("sparse", false)));
    }

    private MongoCollection<RawBsonDocument> raw(String database, String collection) {
        return database(database).getCollection(collection, RawBsonDocument.class);
    }

    private MongoDatabase database(String name) {
        return name.equals(platform()) ? store.platform() : store.tenant(name);
    }
}

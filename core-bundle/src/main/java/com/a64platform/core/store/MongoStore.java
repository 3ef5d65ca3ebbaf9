package com.a64platform.core.store;

import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.spi.EmbeddedStoreEngine;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The store of this home: the server that {@code MONGODB_URI} names, else the embedded one in {@code data/store}. The
 * first start writes down which; a later start with another is refused.
 */
@Component(service = Store.class)
public final class MongoStore implements Store, AutoCloseable {
    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_-]{1,60}");
    private static final Set<String> RESERVED = Set.of("admin", "local", "config", "$external");
    private static final String MARK = "store_mark";

    private final Optional<EmbeddedStoreEngine.Running> engine;
    private final MongoClient client;
    private final String platformDatabase;

    /** @throws IllegalStateException with a sentence for people when the store cannot, or must not, be opened */
    @Activate
    public MongoStore(@Reference Platform platform, @Reference EmbeddedStoreEngine embedded) {
        this(platform.settings(), embedded);
    }

    MongoStore(PlatformSettings settings, EmbeddedStoreEngine embedded) {
        Path data = settings.home().data();
        StoreRecord.Kind kind = settings.mongoUri().isPresent() ? StoreRecord.Kind.SERVER : StoreRecord.Kind.EMBEDDED;
        Optional<StoreRecord> known = StoreRecord.read(data);
        known.ifPresent(record -> record.requireKind(kind));
        Optional<MongoClientSettings> server = settings.mongoUri().map(ServerConnection::server);
        this.platformDatabase = settings.mongoDatabase();
        this.engine = server.isPresent() ? Optional.empty() : Optional.of(embedded.open(data.resolve("store")));
        this.client = MongoClients.create(
                server.orElseGet(() -> ServerConnection.embedded(engine.get().uri())));
        try {
            recognise(known, kind, data);
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    /** The mark is in the store before the record is in the home: a crash between the two leaves a store to adopt. */
    private void recognise(Optional<StoreRecord> known, StoreRecord.Kind kind, Path data) {
        if (engine.isEmpty()) {
            requireReplicaSet();
        }
        MongoCollection<Document> marks = platform().getCollection(MARK);
        Optional<String> mark = StoreCall.run(
                () -> Optional.ofNullable(marks.find().first()).map(document -> document.getString("_id")));
        if (known.isPresent()) {
            known.get().requireMark(mark);
        } else {
            String id = mark.orElseGet(() -> UUID.randomUUID().toString());
            if (mark.isEmpty()) {
                StoreCall.run(() -> marks.insertOne(new Document("_id", id)));
            }
            new StoreRecord(kind, id).write(data);
        }
    }

    private void requireReplicaSet() {
        Document hello = StoreCall.run(() -> client.getDatabase("admin").runCommand(new Document("hello", 1)));
        if (!hello.containsKey("setName") && !"isdbgrid".equals(hello.get("msg"))) {
            throw new IllegalStateException(
                    "The server of MONGODB_URI is no replica set, so it cannot keep every acknowledged write: start it with"
                            + " --replSet (one node is enough).");
        }
    }

    @Override
    public MongoDatabase platform() {
        return client.getDatabase(platformDatabase);
    }

    @Override
    public MongoCollection<Document> collection(String name, IndexModel... indexes) {
        MongoCollection<Document> collection = platform().getCollection(name);
        if (indexes.length > 0) {
            StoreCall.run(() -> collection.createIndexes(List.of(indexes)));
        }
        return collection;
    }

    @Override
    public MongoDatabase tenant(String name) {
        if (!DATABASE.matcher(name).matches() || RESERVED.contains(name) || name.equals(platformDatabase)) {
            throw new IllegalArgumentException("Not a tenant's database: " + name);
        }
        return client.getDatabase(name);
    }

    @Override
    public boolean stopped() {
        return engine.filter(EmbeddedStoreEngine.Running::stopped).isPresent();
    }

    @Override
    @Deactivate
    public void close() {
        client.close();
        engine.ifPresent(EmbeddedStoreEngine.Running::close);
    }
}

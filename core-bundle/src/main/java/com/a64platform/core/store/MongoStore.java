package com.a64platform.core.store;

import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.spi.EmbeddedStoreEngine;
import com.a64platform.core.store.migration.DataVersion;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    /** Where the data of a home is, and how it is opened. */
    record Place(Path data, Optional<String> uri, String database, EmbeddedStoreEngine embedded) {
        StoreRecord.Kind kind() {
            return uri.isPresent() ? StoreRecord.Kind.SERVER : StoreRecord.Kind.EMBEDDED;
        }
    }

    /**
     * @param ending the launcher's: says a sentence and ends the process
     * @throws IllegalStateException when the store cannot, or must not, be opened and the process is about to end
     */
    @Activate
    public MongoStore(
            @Reference Platform platform,
            @Reference EmbeddedStoreEngine embedded,
            @Reference(target = "(a64.refused=true)") Consumer<String> ending) {
        this(telling(ending, () -> new MongoStore(place(platform.settings(), embedded), platform.version())));
    }

    private MongoStore(MongoStore opened) {
        this.engine = opened.engine;
        this.client = opened.client;
        this.platformDatabase = opened.platformDatabase;
    }

    /** @param software version of the platform */
    MongoStore(Place place, String software) {
        Optional<StoreRecord> known = StoreRecord.read(place.data());
        known.ifPresent(record -> record.requireKind(place.kind()));
        Optional<MongoClientSettings> server = place.uri().map(ServerConnection::server);
        this.platformDatabase = place.database();
        this.engine = server.isPresent()
                ? Optional.empty()
                : Optional.of(place.embedded().open(place.data().resolve("store")));
        this.client = MongoClients.create(
                server.orElseGet(() -> ServerConnection.embedded(engine.get().uri())));
        try {
            recognise(known, place, new DataVersion(platform(), software));
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    private static Place place(PlatformSettings settings, EmbeddedStoreEngine embedded) {
        return new Place(settings.home().data(), settings.mongoUri(), settings.mongoDatabase(), embedded);
    }

    private static MongoStore telling(Consumer<String> ending, Supplier<MongoStore> opening) {
        try {
            return opening.get();
        } catch (IllegalStateException refused) {
            ending.accept(refused.getMessage());
            throw refused;
        }
    }

    /**
     * The version is in the store before the mark, so that a store without it is one of before; and the mark before the
     * record is in the home: a crash between the two leaves a store to adopt.
     */
    private void recognise(Optional<StoreRecord> known, Place place, DataVersion version) {
        if (engine.isEmpty()) {
            requireReplicaSet();
        }
        MongoCollection<Document> marks = platform().getCollection(MARK);
        Optional<String> mark = StoreCall.run(
                () -> Optional.ofNullable(marks.find().first()).map(document -> document.getString("_id")));
        known.ifPresent(record -> record.requireMark(mark));
        if (mark.isEmpty()) {
            version.begin();
        }
        version.bringUpToDate(this::tenant);
        if (known.isEmpty()) {
            String id = mark.orElseGet(() -> UUID.randomUUID().toString());
            if (mark.isEmpty()) {
                StoreCall.run(() -> marks.insertOne(new Document("_id", id)));
            }
            new StoreRecord(place.kind(), id).write(place.data());
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

package com.a64platform.core.store;

import com.a64platform.core.backup.StoreContent;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.spi.EmbeddedStoreEngine;
import com.a64platform.core.store.dumps.StoreSnapshot;
import com.a64platform.core.store.migration.DataVersion;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private final Place place;
    private final Optional<EmbeddedStoreEngine.Running> engine;
    private final MongoClient client;

    /**
     * Where the data of a home is, and how it is opened.
     *
     * @param data the home's folder of that name
     * @param uri the server's; without one it is the embedded store
     */
    public record Place(Path data, Optional<String> uri, String database, EmbeddedStoreEngine embedded) {
        public StoreRecord.Kind kind() {
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
        this(telling(ending, () -> open(place(platform.settings(), embedded), platform.version())));
    }

    private MongoStore(MongoStore opened) {
        this.place = opened.place;
        this.engine = opened.engine;
        this.client = opened.client;
    }

    /** Connected, and nothing looked at. */
    private MongoStore(Place place) {
        this.place = place;
        Optional<MongoClientSettings> server = place.uri().map(ServerConnection::server);
        this.engine = server.isPresent()
                ? Optional.empty()
                : Optional.of(place.embedded().open(place.data().resolve("store")));
        this.client = MongoClients.create(
                server.orElseGet(() -> ServerConnection.embedded(engine.get().uri())));
    }

    /**
     * Opens it for a node: data of an older version becomes the present one.
     *
     * @param software version of the platform
     * @throws IllegalStateException with a sentence for people when the store cannot, or must not, be opened
     */
    public static MongoStore open(Place place, String software) {
        StoreRecord.read(place.data()).ifPresent(record -> record.requireKind(place.kind()));
        return new MongoStore(place).checked(store -> store.recognise(new DataVersion(store.platform(), software)));
    }

    /**
     * Opens the data of a home as it is, of whatever version that this platform could read.
     *
     * @throws IllegalStateException with a sentence for people, also when there is none
     */
    public static MongoStore asItIs(Place place, String software) {
        StoreRecord record = StoreRecord.read(place.data())
                .orElseThrow(() -> new IllegalStateException(
                        "No node has run on this home, so that it has no data: name another with --home."));
        record.requireKind(place.kind());
        return new MongoStore(place).checked(store -> {
            record.requireMark(store.mark());
            new DataVersion(store.platform(), software).requireReadable();
        });
    }

    /** Opens a store that data is to be moved into; whatever is there is not looked at. */
    public static MongoStore target(Place place) {
        return new MongoStore(place).checked(store -> {});
    }

    private MongoStore checked(Consumer<MongoStore> check) {
        try {
            if (engine.isEmpty()) {
                requireReplicaSet();
            }
            check.accept(this);
            return this;
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
    private void recognise(DataVersion version) {
        Optional<StoreRecord> known = StoreRecord.read(place.data());
        Optional<String> mark = mark();
        known.ifPresent(record -> record.requireMark(mark));
        if (known.isEmpty()) {
            requireFinished();
        }
        if (mark.isEmpty()) {
            version.begin();
        }
        version.bringUpToDate(this::tenant);
        if (known.isEmpty()) {
            String id = mark.orElseGet(() -> UUID.randomUUID().toString());
            if (mark.isEmpty()) {
                StoreCall.run(() -> platform().getCollection(MARK).insertOne(new Document("_id", id)));
            }
            new StoreRecord(place.kind(), id).write(place.data());
        }
        StoreRecord.exported(place.data()).delete();
    }

    /** A home that knows its store asks for the mark, which comes last; one that adopts a store must not adopt half of one. */
    private void requireFinished() {
        var names = StoreCall.run(() -> platform().listCollectionNames().into(new ArrayList<>()));
        if (names.contains(StoreContent.UNFINISHED)) {
            throw new IllegalStateException(
                    "A restore or an import into this store was cut off, so that it holds a part only:"
                            + " repeat a64 restore or a64 store import there, or empty its databases.");
        }
    }

    private Optional<String> mark() {
        MongoCollection<Document> marks = platform().getCollection(MARK);
        return StoreCall.run(
                () -> Optional.ofNullable(marks.find().first()).map(document -> document.getString("_id")));
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
        return client.getDatabase(place.database());
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
        if (!DATABASE.matcher(name).matches() || RESERVED.contains(name) || name.equals(place.database())) {
            throw new IllegalArgumentException("Not a tenant's database: " + name);
        }
        return client.getDatabase(name);
    }

    @Override
    public boolean stopped() {
        return engine.filter(EmbeddedStoreEngine.Running::stopped).isPresent();
    }

    /** The embedded store copies its file at one moment; a server has sessions that read one. */
    @Override
    public StoreSnapshot snapshot(Path scratch) {
        if (engine.isEmpty()) {
            return StoreSnapshot.ofServer(this, client);
        }
        engine.get().copyTo(scratch.resolve("store"));
        return StoreSnapshot.ofCopy(
                new MongoStore(new Place(scratch, Optional.empty(), place.database(), place.embedded())));
    }

    @Override
    @Deactivate
    public void close() {
        client.close();
        engine.ifPresent(EmbeddedStoreEngine.Running::close);
    }
}

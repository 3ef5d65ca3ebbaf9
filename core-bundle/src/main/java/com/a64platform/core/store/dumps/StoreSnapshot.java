package com.a64platform.core.store.dumps;

import com.a64platform.core.dumps.Databases;
import com.a64platform.core.dumps.Snapshot;
import com.a64platform.core.store.MongoStore;
import com.a64platform.core.store.Store;
import com.a64platform.core.store.StoreCall;
import com.a64platform.core.store.migration.DataVersion;
import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** One moment of a store: a copy that nobody writes to, or a session of a server in which every read sees the same time. */
public final class StoreSnapshot implements Snapshot {
    private final Store store;
    private final Optional<ClientSession> session;
    private final Runnable end;
    private final String storeId;
    private final List<String> tenants;

    private StoreSnapshot(Store store, Optional<ClientSession> session, Runnable end) {
        this.store = store;
        this.session = session;
        this.end = end;
        // with a server the first read is what fixes the moment
        this.storeId = texts("store_mark", "_id").get(0);
        this.tenants = texts("tenants", "database");
    }

    /** @param copy is closed with it */
    public static StoreSnapshot ofCopy(MongoStore copy) {
        return closing(copy, Optional.empty(), copy::close);
    }

    /** Servers from 5.0 on, and for as long as they keep old versions of documents: five minutes, unless told otherwise. */
    public static StoreSnapshot ofServer(Store store, MongoClient client) {
        var options = ClientSessionOptions.builder().snapshot(true).build();
        var session = StoreCall.run(() -> client.startSession(options));
        return closing(store, Optional.of(session), session::close);
    }

    private static StoreSnapshot closing(Store store, Optional<ClientSession> session, Runnable end) {
        try {
            return new StoreSnapshot(store, session, end);
        } catch (RuntimeException failed) {
            end.run();
            throw failed;
        }
    }

    @Override
    public Databases databases() {
        return new MongoDatabases(store, session);
    }

    @Override
    public List<String> all() {
        List<String> all = new ArrayList<>(List.of(store.platform().getName()));
        all.addAll(tenants);
        return all;
    }

    @Override
    public String storeId() {
        return storeId;
    }

    @Override
    public int dataVersion() {
        return new DataVersion(store.platform(), "").recorded();
    }

    @Override
    public String consistency() {
        return session.isPresent()
                ? "a snapshot session of the server: all as of one time of its cluster"
                : "a copy of the embedded store, made between two commands";
    }

    @Override
    public void close() {
        end.run();
    }

    private List<String> texts(String collection, String member) {
        MongoDatabase platform = store.platform();
        var documents = session.map(open -> platform.getCollection(collection).find(open))
                .orElseGet(() -> platform.getCollection(collection).find());
        return StoreCall.run(() -> documents
                        .map((Document found) -> found.getString(member))
                        .into(new ArrayList<>()))
                .stream()
                .sorted()
                .toList();
    }
}

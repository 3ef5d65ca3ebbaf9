package com.a64platform.core.store;

import com.a64platform.core.operations.TestEngines;
import com.a64platform.core.spi.OperationEngine;
import com.a64platform.core.store.migration.DataVersionContract;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real server: the one of {@code MONGODB_URI}, or one that {@code REAL_MONGOD} starts. */
class ServerStoreTest
        implements StoreContract,
                ModuleDataContract,
                SettingsContract,
                DumpsContract,
                RetainedContract,
                SnapshotsContract,
                DataVersionContract,
                SnapshotContract,
                NodeReportsContract,
                OperationJournalContract,
                OperationEngineContract {
    private static final String DATABASE =
            "a64-test-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    static Path home;

    private static RealServer server;
    private static MongoStore store;

    @BeforeAll
    static void open() {
        server = RealServer.orSkip();
        connect();
    }

    @AfterAll
    static void close() {
        if (store != null) {
            store.platform().drop();
            store.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Override
    public MongoStore store() {
        return store;
    }

    @Override
    public OperationEngine engine(String node) {
        return TestEngines.journal(new MongoOperationJournal(store), node);
    }

    @Override
    public void reopen() {
        store.close();
        connect();
    }

    private static void connect() {
        store = TestStores.server(home, server.uri(), DATABASE);
    }
}

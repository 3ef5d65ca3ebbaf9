package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.engine.TestEngines;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.store.migration.DataVersionContract;
import com.mongodb.client.model.Sorts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real server: the one of {@code MONGODB_URI}, or one that {@code REAL_MONGOD} starts. */
class ServerStoreTest
        implements StoreContract,
                ModuleDataContract,
                DocumentLimitContract,
                SettingsContract,
                DumpsContract,
                RetainedContract,
                SnapshotsContract,
                DataVersionContract,
                SnapshotContract,
                NodeReportsContract,
                OperationJournalContract,
                OperationClaimsContract,
                OperationsContract {
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

    /** The server counts what it reads. */
    @Test
    void readsNoMoreOperationsThanThePageHas() {
        var journal = new MongoOperationJournal(store);
        for (int i = 0; i < 60; i++) {
            var operation = operation("page" + i, "module" + i % 3, i % 2 == 0 ? "even" : "odd");
            journal.end(operation, journal.begin(operation, "node"));
        }
        for (var filter : List.of(Operation.Filter.ALL, filter("module1", ""), filter("", "even"))) {
            assertThat(examined(() -> assertThat(journal.find(filter, 0, 5)).hasSize(5)))
                    .as("%s", filter)
                    .isEqualTo(5);
        }
    }

    private static Operation.Filter filter(String subject, String tenant) {
        return new Operation.Filter(
                Optional.empty(),
                Optional.of(subject).filter(name -> !name.isEmpty()),
                Optional.empty(),
                Optional.of(tenant).filter(name -> !name.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Operation operation(String id, String module, String tenant) {
        var now = Instant.now();
        return new Operation(
                id,
                "disable",
                module,
                tenant,
                "user",
                OperationState.SUCCEEDED,
                List.of(),
                Map.of(),
                Optional.empty(),
                now,
                now,
                0);
    }

    private static int examined(Runnable query) {
        var database = store.platform();
        database.runCommand(new Document("profile", 2));
        try {
            query.run();
        } finally {
            database.runCommand(new Document("profile", 0));
        }
        var found = database.getCollection("system.profile")
                .find(new Document("command.find", "operations"))
                .sort(Sorts.descending("ts"))
                .first();
        database.getCollection("system.profile").drop();
        assertThat(found).doesNotContainKey("hasSortStage");
        return found.getInteger("docsExamined");
    }

    @Override
    public MongoStore store() {
        return store;
    }

    @Override
    public Operations engine(String node) {
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

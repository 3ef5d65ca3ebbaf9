package com.a64platform.core.store;

import com.a64platform.core.engine.TestEngines;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.store.migration.DataVersionContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded store. */
class EmbeddedStoreTest
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
    @TempDir
    static Path home;

    private static MongoStore store;

    @BeforeAll
    static void open() {
        store = TestStores.embedded(home);
    }

    @AfterAll
    static void close() {
        store.close();
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
        close();
        open();
    }
}

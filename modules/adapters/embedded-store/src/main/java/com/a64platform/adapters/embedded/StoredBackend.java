package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;

/** Executes commands on the databases in the data file. Not thread-safe: {@link DataFile#alone} is. */
final class StoredBackend extends AbstractMongoBackend {
    private final DataFile file;

    StoredBackend(DataFile file) {
        this.file = file;
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new StoredDatabase(name, getCursorRegistry(), file);
    }

    /** A database not opened since the start is opened first, so that its maps are found and removed. */
    @Override
    public void dropDatabase(String name) {
        resolveDatabase(name);
        super.dropDatabase(name);
    }
}

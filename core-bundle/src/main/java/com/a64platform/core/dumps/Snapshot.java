package com.a64platform.core.dumps;

import java.nio.file.Path;
import java.util.List;

/** The store as of one moment, to be read while others write. For one thread. */
public interface Snapshot extends AutoCloseable {
    /** Makes them. */
    interface Source {
        /**
         * @param scratch a folder on the disk of the home's data; the snapshot may put files there, which go with it
         * @throws com.a64platform.core.problem.ProblemException STORE_UNAVAILABLE
         */
        Snapshot take(Path scratch);
    }

    /** To be read only. */
    Databases databases();

    /** Names of all databases: the platform's own first, then those of tenants. */
    List<String> all();

    /** The store's mark. */
    String storeId();

    int dataVersion();

    /** For people: what makes it one moment. */
    String consistency();

    @Override
    void close();
}

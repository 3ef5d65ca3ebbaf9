package com.a64platform.core.store;

import com.a64platform.core.store.dumps.StoreSnapshot;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import java.nio.file.Path;
import org.bson.Document;

/**
 * The open store. Only this package and those below it see the driver; every repository takes its collections from here, and runs its calls
 * through {@link StoreCall}. Thread-safe.
 *
 * <p>What holds on the embedded store and on a server alike, and all that a repository may rely on: one document changes
 * as a whole ({@code findOneAndUpdate} with the version in its filter is a compare-and-set), unique indexes, a write is
 * durable when the call returns, a read sees what was written before. There is no order without a sort, there are no
 * transactions, and the features that the embedded store refuses are not used.
 */
public interface Store {
    /** The platform's own database. */
    MongoDatabase platform();

    /**
     * A collection of the platform's own database, after making sure of its indexes.
     *
     * @throws com.a64platform.core.problem.ProblemException STORE_UNAVAILABLE when the store does not answer
     */
    MongoCollection<Document> collection(String name, IndexModel... indexes);

    /** @param name a tenant's opaque database name ({@code Tenant.database()}); never the platform's own */
    MongoDatabase tenant(String name);

    /**
     * The data as of now, to be read while others write.
     *
     * @param scratch a folder on the store's own disk for what that takes; what is in it may go when the snapshot is closed
     */
    StoreSnapshot snapshot(Path scratch);

    /** Whether it answers no more until the platform is started again. */
    boolean stopped();
}

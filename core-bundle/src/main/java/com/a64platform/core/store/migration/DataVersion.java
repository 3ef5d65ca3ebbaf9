package com.a64platform.core.store.migration;

import static com.mongodb.client.model.Filters.eq;

import com.a64platform.core.store.StoreCall;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version of the data in one store, written down in it. A platform knows one version and how to come to it from all
 * before; it counts up when an older platform could no longer read, or would harm, what this one writes.
 */
public final class DataVersion {
    /** What this platform reads and writes. */
    public static final int CURRENT = 1;

    /** From 1 to 2, from 2 to 3, and so on. None is ever removed or changed. */
    private static final List<Migration> MIGRATIONS = List.of();

    /** Of stores in which none is written down. */
    private static final int FIRST = 1;

    static final String COLLECTION = "data_version";
    static final String ID = "data";
    static final String VERSION = "version";
    static final String PLATFORM = "platform";
    private static final String SINCE = "since";

    private static final Logger log = LoggerFactory.getLogger(DataVersion.class);

    private final MongoDatabase platform;
    private final MongoCollection<Document> versions;
    private final String software;
    private final List<Migration> migrations;
    private final MigrationLease.Times times;

    /** @param software version of this platform, for people */
    public DataVersion(MongoDatabase platform, String software) {
        this(platform, software, MIGRATIONS, MigrationLease.Times.USUAL);
    }

    DataVersion(MongoDatabase platform, String software, List<Migration> migrations, MigrationLease.Times times) {
        this.platform = platform;
        this.versions = platform.getCollection(COLLECTION);
        this.software = software;
        this.migrations = List.copyOf(migrations);
        this.times = times;
    }

    /** The version written down; that of before there was one when none is. */
    public int recorded() {
        return find().map(found -> found.getInteger(VERSION)).orElse(FIRST);
    }

    /** @throws IllegalStateException with a sentence for people when a newer platform has written the data */
    public void requireReadable() {
        find().filter(found -> found.getInteger(VERSION) > known()).ifPresent(this::refuse);
    }

    /** Writes down that data begins here, in the present form. */
    public void begin() {
        insert(known());
    }

    /**
     * Brings the data to the present version. One node does so, the others wait for it.
     *
     * @param tenant opens a tenant's database by its name
     * @throws IllegalStateException with a sentence for people when a newer platform has written the data
     */
    public void bringUpToDate(Function<String, MongoDatabase> tenant) {
        requireReadable();
        insert(FIRST);
        if (recorded() < known()) {
            log.warn(
                    "The data is of version {} and becomes version {}. The platform of before cannot read it then: the way"
                            + " back is a backup that was made with that one.",
                    recorded(),
                    known());
            migrate(tenant);
        }
    }

    private void migrate(Function<String, MongoDatabase> tenant) {
        while (recorded() < known()) {
            try (var lease = MigrationLease.take(versions, times)) {
                // read anew: whoever had the lease before may have come further than was seen
                int from = recorded();
                while (from < known() && step(from, lease, tenant)) {
                    from++;
                }
            }
        }
        log.info("The data is of version {} now.", known());
    }

    /** False when another process has taken the lease over meanwhile. */
    private boolean step(int from, MigrationLease lease, Function<String, MongoDatabase> tenant) {
        var migration = migrations.get(from - FIRST);
        log.info("Data version {}: {}", from + 1, migration.what());
        migration.run(platform, tenants(tenant));
        return lease.write(from, members(from + 1));
    }

    private List<MongoDatabase> tenants(Function<String, MongoDatabase> tenant) {
        return StoreCall.run(() -> platform.getCollection("tenants")
                .find()
                .map(found -> tenant.apply(found.getString("database")))
                .into(new ArrayList<>()));
    }

    private int known() {
        return FIRST + migrations.size();
    }

    private void refuse(Document found) {
        throw new IllegalStateException("The data is of version " + found.getInteger(VERSION) + ", written by platform "
                + found.getString(PLATFORM) + "; this is platform " + software + ", which reads up to version "
                + known()
                + ": start the newer platform, or restore a backup that was made before the upgrade.");
    }

    /** Nothing happens when one is written down. */
    private void insert(int version) {
        var onInsert = new Document("$setOnInsert", members(version));
        StoreCall.run(() -> versions.updateOne(eq(ID), onInsert, new UpdateOptions().upsert(true)));
    }

    private Document members(int version) {
        return new Document(VERSION, version).append(PLATFORM, software).append(SINCE, Date.from(Instant.now()));
    }

    private Optional<Document> find() {
        return StoreCall.run(() -> Optional.ofNullable(versions.find(eq(ID)).first()));
    }
}

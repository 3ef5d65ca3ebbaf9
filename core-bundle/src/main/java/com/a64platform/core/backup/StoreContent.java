package com.a64platform.core.backup;

import com.a64platform.core.dumps.Databases;
import com.a64platform.core.dumps.DocumentSource;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.dumps.DumpManifest;
import com.a64platform.core.dumps.DumpWriter;
import com.a64platform.core.dumps.DumpedCollection;
import com.a64platform.core.dumps.Snapshot;
import com.a64platform.core.dumps.Tally;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All databases of a store in an archive. */
public final class StoreContent {
    /** What archives of a store alone are of. */
    public static final String KIND = "store";

    static final String DATA_VERSION = "dataVersion";
    static final String STORE_ID = "storeId";
    static final String PLATFORM_VERSION = "platformVersion";
    static final String CONSISTENCY = "consistency";

    /** In the manifest, for the platform's own database: no database can have this name. */
    private static final String PLATFORM = "(platform)";

    private static final String MARK = "store_mark";
    /** Name of a collection of the platform that is there from the first write of a store until all is there. */
    public static final String UNFINISHED = "store_unfinished";

    private static final String EMPTY = content(new Tally());

    private StoreContent() {}

    /** What a manifest says of a snapshot. */
    public static Map<String, String> about(Snapshot snapshot, String platformVersion) {
        Map<String, String> about = new HashMap<>();
        about.put(STORE_ID, snapshot.storeId());
        about.put(DATA_VERSION, String.valueOf(snapshot.dataVersion()));
        about.put(PLATFORM_VERSION, platformVersion);
        about.put(CONSISTENCY, snapshot.consistency());
        return about;
    }

    /** Adds every collection of every database. */
    public static void write(DumpWriter archive, Snapshot snapshot) throws IOException {
        var databases = snapshot.databases();
        for (var database : snapshot.all()) {
            var said = database.equals(databases.platform()) ? PLATFORM : database;
            for (var name : databases.collections(database)) {
                archive.collection(
                        said, name, databases.indexes(database, name), sink -> databases.read(database, name, sink));
            }
        }
    }

    /** The store's mark that an archive has. */
    public static String storeId(DumpManifest manifest) {
        return manifest.about(STORE_ID);
    }

    /** @throws ProblemException CONFLICT when only a newer platform could read the data */
    public static void requireReadable(DumpManifest manifest, int known) {
        var version = manifest.about(DATA_VERSION);
        if (!version.matches("[1-9]\\d{0,8}")) {
            throw new ProblemException(
                    ErrorCode.ARCHIVE_DAMAGED, "The archive does not say in which version its data is.");
        }
        if (Integer.parseInt(version) > known) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The archive's data is of version " + version + ", written by platform "
                            + manifest.about(PLATFORM_VERSION) + "; this platform reads up to version " + known
                            + ": use the newer platform.");
        }
    }

    /**
     * Fills an empty store and compares it with the archive. The mark, without which no node takes the store for its own, comes
     * last; a store in which this was cut off is filled anew, and one in which it was not is left as it is.
     *
     * @throws ProblemException CONFLICT when something else is there, INTERNAL_ERROR when what was written is not what is read
     */
    public static void fill(DumpFile archive, Databases target) throws IOException {
        var manifest = archive.manifest();
        var mark = find(manifest, MARK);
        if (complete(manifest, target, mark)) {
            return;
        }
        if (!begun(target, mark)) {
            requireEmpty(manifest, target);
            replace(archive, target, mark, UNFINISHED);
        }
        clear(manifest, target);
        for (var collection : manifest.collections()) {
            if (!collection.equals(mark)) {
                replace(archive, target, collection, collection.name());
                requireSame(collection, target);
            }
        }
        replace(archive, target, mark, MARK);
        target.drop(target.platform(), UNFINISHED);
        requireSame(mark, target);
    }

    /** A run that was cut off right before its end, or the store that the archive was made from. */
    private static boolean complete(DumpManifest manifest, Databases target, DumpedCollection mark) throws IOException {
        var own = target.collections(target.platform());
        if (own.contains(UNFINISHED) || !own.contains(MARK)) {
            return false;
        }
        boolean same = same(mark, target);
        for (var collection : manifest.collections()) {
            same = same && same(collection, target);
        }
        return same;
    }

    private static DumpedCollection find(DumpManifest manifest, String name) {
        return manifest.collections().stream()
                .filter(one -> one.database().equals(PLATFORM) && one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.ARCHIVE_DAMAGED,
                        "The archive has no " + name + ", so that it is of no store of ours."));
    }

    private static void replace(DumpFile archive, Databases target, DumpedCollection collection, String name)
            throws IOException {
        DocumentSource documents = archive.documents(collection);
        target.replace(database(collection, target), name, collection.indexes(), documents);
    }

    /** Whether filling it with this store was cut off. What says so stays until the end, and is never written anew. */
    private static boolean begun(Databases target, DumpedCollection mark) throws IOException {
        if (!target.collections(target.platform()).contains(UNFINISHED)) {
            return false;
        }
        var begun = content(target, target.platform(), UNFINISHED);
        if (begun.equals(EMPTY)) {
            target.drop(target.platform(), UNFINISHED);
        }
        return begun.equals(content(mark));
    }

    private static void requireEmpty(DumpManifest manifest, Databases target) {
        Optional<String> taken = databases(manifest, target).stream()
                .filter(name -> !target.collections(name).isEmpty())
                .findFirst();
        if (taken.isPresent()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The database " + taken.get()
                            + " is not empty, and nothing is written over: choose another server or"
                            + " MONGODB_DB_NAME, or move an embedded store out of data/store.");
        }
    }

    /** What one that was cut off has left, of another archive perhaps. Its mark goes first: it says that all is there. */
    private static void clear(DumpManifest manifest, Databases target) {
        target.drop(target.platform(), MARK);
        for (var database : databases(manifest, target)) {
            target.collections(database).stream()
                    .filter(name -> !name.equals(UNFINISHED))
                    .forEach(name -> target.drop(database, name));
        }
    }

    private static Set<String> databases(DumpManifest manifest, Databases target) {
        Set<String> databases = manifest.collections().stream()
                .map(collection -> database(collection, target))
                .collect(Collectors.toCollection(TreeSet::new));
        databases.add(target.platform());
        return databases;
    }

    private static boolean same(DumpedCollection collection, Databases target) throws IOException {
        var database = database(collection, target);
        return content(target, database, collection.name()).equals(content(collection))
                && target.indexes(database, collection.name()).equals(collection.indexes());
    }

    private static void requireSame(DumpedCollection collection, Databases target) throws IOException {
        if (!same(collection, target)) {
            throw new ProblemException(
                    ErrorCode.INTERNAL_ERROR,
                    "The collection " + collection.name() + " of " + collection.database()
                            + " is not read back as it was written; nothing uses the new store. Check its disk.");
        }
    }

    private static String content(Databases databases, String database, String name) throws IOException {
        var tally = new Tally();
        databases.read(database, name, tally);
        return content(tally);
    }

    private static String content(Tally tally) {
        return tally.documents() + " " + tally.content();
    }

    private static String content(DumpedCollection collection) {
        return collection.documents() + " " + collection.content();
    }

    private static String database(DumpedCollection collection, Databases target) {
        return collection.database().equals(PLATFORM) ? target.platform() : collection.database();
    }
}

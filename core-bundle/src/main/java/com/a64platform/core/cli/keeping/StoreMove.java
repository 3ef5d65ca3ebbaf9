package com.a64platform.core.cli.keeping;

import com.a64platform.core.backup.StoreContent;
import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.store.MongoStore;
import com.a64platform.core.store.StoreRecord;
import com.a64platform.core.store.dumps.MongoDatabases;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Data of a home goes to the other kind of store. The home's record is changed last, by one rename: cut off before, the home
 * uses its store as ever and the same command begins anew.
 */
record StoreMove(StoppedHome home, StoreRecord known) {
    /** @return for people, where the data is now and where it was */
    String fill(DumpFile archive) throws IOException {
        var place = home.place();
        if (place.kind() == known.kind()) {
            throw new CommandFailure(
                    known.kind() == StoreRecord.Kind.EMBEDDED
                            ? "This home uses its embedded store already: set MONGODB_URI to move its data to a server."
                            : "This home uses a MongoDB server already: unset MONGODB_URI to move its data into the embedded"
                                    + " store.");
        }
        fill(archive, place);
        new StoreRecord(place.kind(), known.id()).write(data());
        StoreRecord.exported(data()).delete();
        return place.kind() == StoreRecord.Kind.SERVER
                ? "This home uses the MongoDB server now. Its embedded store was left in " + data().resolve("store")
                        + "; remove it when you are sure."
                : "This home uses its embedded store now. The server's databases were left as they are; drop them when you"
                        + " are sure.";
    }

    private static void fill(DumpFile archive, MongoStore.Place place) throws IOException {
        try (var store = MongoStore.target(place)) {
            StoreContent.fill(archive, new MongoDatabases(store));
        } catch (IllegalStateException refused) {
            throw new CommandFailure(refused.getMessage(), refused);
        }
    }

    private Path data() {
        return home.home().data();
    }
}

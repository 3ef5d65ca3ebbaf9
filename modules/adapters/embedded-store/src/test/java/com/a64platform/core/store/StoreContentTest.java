package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.adapters.embedded.EmbeddedEngine;
import com.a64platform.core.backup.StoreContent;
import com.a64platform.core.dumps.Databases;
import com.a64platform.core.dumps.DocumentSink;
import com.a64platform.core.dumps.DocumentSource;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.dumps.DumpWriter;
import com.a64platform.core.platform.Scratch;
import com.a64platform.core.store.dumps.MongoDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole store from an archive: empty targets only, whole or not at all. */
class StoreContentTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("archive");
        try (MongoStore store = TestStores.embedded(folder.resolve("source"))) {
            store.collection("tenants").insertOne(new Document("_id", "t1").append("database", "t-1"));
            store.tenant("t-1").getCollection("farm.farms").insertOne(new Document("_id", 1));
            // what some driver of some module may send: the id is not the first member
            store.platform()
                    .getCollection("odd", BsonDocument.class)
                    .withCodecRegistry(store.platform().getCodecRegistry())
                    .insertOne(new BsonDocument("a", new BsonString("b")).append("_id", new BsonString("last")));
            export(store, file);
        }
    }

    private void export(MongoStore store, Path to) throws IOException {
        try (var scratch = Scratch.at(folder.resolve("scratch"));
                var snapshot = store.snapshot(scratch.folder())) {
            DumpWriter.write(
                    to,
                    StoreContent.KIND,
                    StoreContent.about(snapshot, "1.0.0"),
                    archive -> StoreContent.write(archive, snapshot));
        }
    }

    @Test
    void fillsAnEmptyStoreAndIsContentWithOneThatItHasFilled() throws IOException {
        try (MongoStore target = target()) {
            fill(new MongoDatabases(target));
            fill(new MongoDatabases(target));

            assertThat(target.tenant("t-1").getCollection("farm.farms").countDocuments())
                    .isEqualTo(1);
            assertThat(target.platform().getCollection("store_mark").countDocuments())
                    .isEqualTo(1);
        }
    }

    @Test
    void writesOverNothing() throws IOException {
        try (MongoStore target = target()) {
            target.tenant("t-1").getCollection("somebody's").insertOne(new Document("_id", 1));

            assertThatThrownBy(() -> fill(new MongoDatabases(target)))
                    .hasMessageContaining("The database t-1 is not empty, and nothing is written over");
            assertThat(target.platform().listCollectionNames()).isEmpty();
        }
    }

    /** Cut off at each call in turn, and the next runs too: no mark until all is there, and the last run makes it whole. */
    @Test
    void beginsAnewWhatWasCutOff() throws IOException {
        int cut = 0;
        boolean whole = false;
        while (!whole) {
            try (MongoStore target = MongoStore.target(place("cut-" + cut))) {
                var databases = new MongoDatabases(target);
                whole = filled(new CutOff(databases, cut));
                boolean marked = target.platform().getCollection("store_mark").countDocuments() == 1;
                boolean farms = target.tenant("t-1").getCollection("farm.farms").countDocuments() == 1;
                assertThat(marked && !farms)
                        .as("marked before it was whole, call %d", cut)
                        .isFalse();

                filled(new CutOff(databases, 1));
                filled(new CutOff(databases, cut));
                fill(databases);

                assertThat(databases.collections("a64"))
                        .containsExactly("data_version", "odd", "store_mark", "tenants");
                assertThat(databases.collections("t-1")).containsExactly("farm.farms");
            }
            cut++;
        }
        assertThat(cut).as("places where it was cut off").isGreaterThan(6);
    }

    @Test
    void leavesNothingOfAnotherArchiveThatWasCutOff() throws IOException {
        var later = folder.resolve("later");
        try (MongoStore store = TestStores.embedded(folder.resolve("source"))) {
            store.platform().getCollection("odd").drop();
            export(store, later);
        }
        try (MongoStore target = target()) {
            var databases = new MongoDatabases(target);
            assertThat(filled(new CutOff(databases, 14))).isFalse();
            assertThat(databases.collections("a64")).contains("odd");

            try (var archive = DumpFile.open(later, StoreContent.KIND)) {
                StoreContent.fill(archive, databases);
            }

            assertThat(databases.collections("a64")).containsExactly("data_version", "store_mark", "tenants");
        }
    }

    @Test
    void noHomeTakesAStoreForItsOwnThatWasFilledByHalf() throws IOException {
        try (MongoStore target = target()) {
            assertThat(filled(new CutOff(new MongoDatabases(target), 8))).isFalse();
        }

        assertThatThrownBy(() -> MongoStore.open(place("target"), "1.0.0").close())
                .hasMessageContaining("A restore or an import into this store was cut off");
    }

    @Test
    void saysWhenWhatIsReadBackIsNotWhatWasWritten() {
        try (MongoStore target = target()) {
            var forgetful = new CutOff(new MongoDatabases(target), Integer.MAX_VALUE) {
                @Override
                public void replace(String database, String name, List<String> indexes, DocumentSource source)
                        throws IOException {
                    super.replace(database, name, indexes, name.equals("farm.farms") ? Optional::empty : source);
                }
            };

            assertThatThrownBy(() -> fill(forgetful)).hasMessageContaining("farm.farms of t-1 is not read back");
            assertThat(target.platform().getCollection("store_mark").countDocuments())
                    .isZero();
        }
    }

    private boolean filled(Databases target) throws IOException {
        try {
            fill(target);
            return true;
        } catch (IllegalStateException cutOff) {
            return false;
        }
    }

    private void fill(Databases target) throws IOException {
        try (var archive = DumpFile.open(file, StoreContent.KIND)) {
            StoreContent.fill(archive, target);
        }
    }

    private MongoStore target() {
        return MongoStore.target(place("target"));
    }

    private MongoStore.Place place(String name) {
        return new MongoStore.Place(folder.resolve(name), Optional.empty(), "a64", new EmbeddedEngine());
    }

    /** Breaks off at one of the calls that change something. */
    private static class CutOff implements Databases {
        private final Databases behind;
        private int left;

        CutOff(Databases behind, int left) {
            this.behind = behind;
            this.left = left;
        }

        private void count() {
            if (left-- == 0) {
                throw new IllegalStateException("cut off");
            }
        }

        @Override
        public String platform() {
            return behind.platform();
        }

        @Override
        public List<String> collections(String database) {
            return behind.collections(database);
        }

        @Override
        public void read(String database, String collection, DocumentSink sink) throws IOException {
            behind.read(database, collection, sink);
        }

        @Override
        public List<String> indexes(String database, String collection) {
            return behind.indexes(database, collection);
        }

        @Override
        public void replace(String database, String name, List<String> indexes, DocumentSource source)
                throws IOException {
            count();
            behind.replace(database, name, indexes, () -> {
                count();
                return source.next();
            });
        }

        @Override
        public void drop(String database, String collection) {
            count();
            behind.drop(database, collection);
        }
    }
}

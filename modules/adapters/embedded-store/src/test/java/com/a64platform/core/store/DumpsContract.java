package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.dumps.Databases;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.dumps.DumpWriter;
import com.a64platform.core.dumps.Tally;
import com.a64platform.core.store.dumps.MongoDatabases;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** Whole collections into a file and back, whatever engine is below. */
interface DumpsContract {
    MongoStore store();

    @Test
    default void bringsBackEveryDocumentAndIndex() throws IOException {
        var databases = new MongoDatabases(store());
        var database = "t" + UUID.randomUUID().toString().substring(0, 8);
        var cows = store().tenant(database).getCollection("farm.cows");
        cows.insertMany(IntStream.range(0, 1_234).mapToObj(DumpsContract::cow).toList());
        cows.createIndex(Indexes.ascending("name", "at"), new IndexOptions().unique(true));
        cows.createIndex(Indexes.descending("at"));
        var before = content(databases, database, "farm.cows");
        var indexes = databases.indexes(database, "farm.cows");
        var archive = Files.createTempFile("dump", ".zip");
        DumpWriter.write(archive, "test", Map.of(), dump -> dump.collection(databases, database, "farm.cows"));
        cows.deleteMany(new Document());
        cows.insertOne(new Document("_id", "another").append("name", "x"));

        restore(databases, database, archive);

        assertThat(content(databases, database, "farm.cows")).isEqualTo(before);
        assertThat(cows.countDocuments()).isEqualTo(1_234);
        assertThat(cows.find(new Document("_id", 7)).first()).isEqualTo(cow(7));
        assertThat(databases.indexes(database, "farm.cows")).isEqualTo(indexes).hasSize(2);
        assertThatThrownBy(() -> cows.insertOne(cow(7).append("_id", "twin"))).hasMessageContaining("duplicate key");
        assertThat(databases.collections(database)).containsExactly("farm.cows");
        databases.drop(database, "farm.cows");
        assertThat(databases.collections(database)).isEmpty();
        store().tenant(database).drop();
        Files.delete(archive);
    }

    @Test
    default void seesThePlatformsOwnDatabaseByItsName() {
        var databases = new MongoDatabases(store());

        assertThat(databases.collections(databases.platform())).contains("store_mark");
        assertThatThrownBy(() -> databases.collections("admin")).isInstanceOf(IllegalArgumentException.class);
    }

    private static void restore(Databases databases, String database, Path archive) throws IOException {
        try (var dump = DumpFile.open(archive, "test")) {
            var collection = dump.manifest().collections().get(0);
            databases.replace(database, collection.name(), collection.indexes(), dump.documents(collection));
        }
    }

    private static String content(Databases databases, String database, String collection) throws IOException {
        var tally = new Tally();
        databases.read(database, collection, tally);
        return tally.documents() + " " + tally.content();
    }

    private static Document cow(int number) {
        return new Document("_id", number)
                .append("name", "Kühe")
                .append("at", new Date(number))
                .append("weight", new Decimal128(number))
                .append("price", 0.1 * number)
                .append("large", (long) number << 32)
                .append("key", new ObjectId(new Date(0), number))
                .append("ear", new Binary(new byte[] {1, 2, (byte) number}))
                .append("none", null)
                .append("tags", List.of("a", 1, new Document("z", true).append("a", List.of())));
    }
}

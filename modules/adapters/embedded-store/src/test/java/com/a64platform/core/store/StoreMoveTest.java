package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code a64 store export} and {@code import} on a stopped home, as a person calls them. */
class StoreMoveTest {
    private static final IndexModel UNIQUE =
            new IndexModel(Indexes.ascending("email"), new IndexOptions().unique(true));

    private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 12);
    private final String database = "a64-move-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    Path folder;

    private Path home;
    private Path file;

    @BeforeEach
    void fill() {
        home = folder.resolve("home");
        file = folder.resolve("all.a64store");
        try (MongoStore store = TestStores.embedded(home)) {
            store.collection("users", UNIQUE)
                    .insertMany(
                            List.of(new Document("_id", "u1").append("email", "a@b"), new Document("email", "c@d")));
            store.collection("tenants").insertOne(new Document("_id", "t1").append("database", tenant));
            farms(store)
                    .insertMany(IntStream.range(0, 1_500)
                            .mapToObj(StoreMoveTest::farm)
                            .toList());
            farms(store).createIndex(Indexes.descending("at"));
        }
    }

    @Test
    void movesToAServerAndBackWithAllThatWasWrittenThere() throws IOException {
        try (RealServer server = RealServer.orSkip()) {
            List<RawBsonDocument> before;
            try (MongoStore store = TestStores.embedded(home)) {
                before = all(store);
            }
            assertThat(run("store", "export", "--out", file.toString()))
                    .isEqualTo("Exported 5 collections with 1505" + " documents to " + file + ".\n");
            assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
            settings("MONGODB_URI=" + server.uri() + "\nMONGODB_DB_NAME=" + database);

            assertThat(run("store", "import", file.toString()))
                    .startsWith(
                            "Imported 5 collections with 1505 documents; counts, hashes and indexes are those of the file.\n"
                                    + "This home uses the MongoDB server now.");

            try (MongoStore store = TestStores.server(home, server.uri(), database)) {
                assertThat(all(store)).containsExactlyElementsOf(before);
                assertThat(store.collection("users").listIndexes().into(new ArrayList<>()))
                        .anySatisfy(index -> assertThat(index).containsEntry("unique", true));
                farms(store).insertOne(new Document("_id", "on the server"));
            }
            back(server);
        }
    }

    private void back(RealServer server) throws IOException {
        var second = folder.resolve("back.a64store").toString();
        assertThat(run("store", "export", "--out", second)).contains("with 1506 documents");
        settings("");
        assertThat(refused("store", "import", second)).contains("is not empty").contains("data/store");
        Files.move(home.resolve("data/store"), home.resolve("data/store-of-before"));

        assertThat(run("store", "import", second)).contains("This home uses its embedded store now.");

        try (MongoStore store = TestStores.embedded(home)) {
            assertThat(farms(store).countDocuments()).isEqualTo(1_501);
        }
        settings("MONGODB_URI=" + server.uri() + "\nMONGODB_DB_NAME=" + database);
        assertThat(refused("store", "export", "--out", second)).contains("data is in its embedded store");
        try (MongoStore store =
                MongoStore.target(new MongoStore.Place(folder, Optional.of(server.uri()), database, directory -> {
                    throw new AssertionError("no embedded store is needed");
                }))) {
            store.platform().drop();
            store.tenant(tenant).drop();
        }
    }

    @Test
    void refusesAFileThatANodeHasWrittenAfter() {
        run("store", "export", "--out", file.toString());
        TestStores.embedded(home).close();

        assertThat(refused("store", "import", file.toString())).contains("a node has run since: export again");
    }

    @Test
    void refusesToMoveToWhereTheDataIs() {
        run("store", "export", "--out", file.toString());

        assertThat(refused("store", "import", file.toString())).contains("uses its embedded store already");
    }

    @Test
    void refusesAFileOfAnotherHome() throws IOException {
        run("store", "export", "--out", file.toString());
        Files.move(home, folder.resolve("first"));
        TestStores.embedded(home).close();

        assertThat(refused("store", "import", file.toString())).contains("not of this home's store");
    }

    @Test
    void refusesADamagedFile() throws IOException {
        run("store", "export", "--out", file.toString());
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThat(refused("store", "import", file.toString())).contains("The archive cannot be used");
    }

    @Test
    void refusesAHomeThatIsInUse() throws IOException {
        Files.createDirectories(home.resolve("run"));
        try (var channel = FileChannel.open(
                        home.resolve("run/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(refused("store", "export", "--out", file.toString())).contains("is in use: stop its node first");
        }
    }

    private MongoCollection<Document> farms(MongoStore store) {
        return store.tenant(tenant).getCollection("farm.farms");
    }

    /** Of the tenant, as bytes, in the order of their ids. */
    private List<RawBsonDocument> all(MongoStore store) {
        return store.tenant(tenant)
                .getCollection("farm.farms", RawBsonDocument.class)
                .find()
                .sort(new Document("_id", 1))
                .into(new ArrayList<>());
    }

    private static Document farm(int number) {
        return new Document("_id", number).append("at", (long) number).append("name", "Höfe " + number);
    }

    private void settings(String lines) throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/a64.properties"), lines);
    }

    private String run(String... command) {
        return new Commands(home).run(command);
    }

    private String refused(String... command) {
        return new Commands(home).refused(command);
    }
}

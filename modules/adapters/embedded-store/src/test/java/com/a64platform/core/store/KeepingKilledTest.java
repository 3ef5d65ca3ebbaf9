package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.backup.HomeArchive;
import com.a64platform.core.backup.StoreContent;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.platform.Home;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backup, restore and import as processes that are killed at one moment after the other, on one home: what is there then is as
 * before, or as it is to be, or refuses to be used and says what to do. No half of anything is ever taken for the whole.
 */
@Tag("kill")
class KeepingKilledTest {
    private static final int MANY = 4_000;
    private static final String TENANT = "t" + UUID.randomUUID().toString().substring(0, 12);
    private static final Map<String, String> NO_SERVER = Map.of();

    @TempDir
    Path folder;

    private Path root;
    private Commands home;

    @BeforeEach
    void make() throws IOException {
        root = folder.resolve("home");
        home = new Commands(root);
        Commands.giveKeys(new Home(root));
        try (MongoStore store = TestStores.embedded(root)) {
            store.collection("tenants").insertOne(new Document("_id", "t1").append("database", TENANT));
            store.tenant(TENANT)
                    .getCollection("farm.farms")
                    .insertMany(IntStream.range(0, MANY)
                            .mapToObj(number -> new Document("_id", number).append("text", "x".repeat(1_000)))
                            .toList());
        }
        become("one");
    }

    @Test
    void aRestoreThatIsKilledLeavesOneHomeOrTheOther() throws IOException {
        var backups = Map.of("one", backUp(), "two", backUpAs("two"));
        var now = "two";
        int killed = 0;
        for (var moment : ofARestore()) {
            var next = now.equals("one") ? "two" : "one";
            int code = home.killedAt(moment, NO_SERVER, "restore", backups.get(next));
            killed += code == Commands.KILLED ? 1 : 0;
            now = settled(now, next);
        }
        assertThat(killed).as("killed").isGreaterThan(2);

        home.run("restore", backups.get("one"));

        requireWhole(root, "one");
        assertThat(root.resolve(".restore")).doesNotExist();
    }

    private List<BooleanSupplier> ofARestore() {
        var work = root.resolve(".restore");
        return List.of(
                there(work.resolve("new/data")),
                there(work.resolve("new/data/store")),
                there(work.resolve("new/data/store.txt")),
                there(work.resolve("ready")),
                there(work.resolve("old/conf")),
                there(work.resolve("old/data")));
    }

    /** What a person does then, and which of the two homes it is after that. */
    private String settled(String before, String next) throws IOException {
        if (Files.exists(root.resolve(".restore/ready"))) {
            assertThat(home.refused("backup")).contains("a64 restore --finish");
            assertThat(home.refused(
                            "store", "export", "--out", folder.resolve("x").toString()))
                    .contains("a64 restore --finish");
            assertThat(home.refused("restore", "--discard")).contains("a64 restore --finish");
            home.run("restore", "--finish");
            requireWhole(root, next);
            return next;
        }
        var is = Files.readString(root.resolve("conf/is"));
        assertThat(is).isIn(before, next);
        requireWhole(root, is);
        return is;
    }

    @Test
    void aRestoreThatIsKilledBeforeItsChangeOverCanBeGivenUp() throws IOException {
        var backup = backUpAs("two");
        become("three");

        int code = home.killedAt(there(root.resolve(".restore/new/data/store")), NO_SERVER, "restore", backup);

        assertThat(code).isEqualTo(Commands.KILLED);
        assertThat(home.run("restore", "--discard")).contains("is given up");
        assertThat(home.run("restore", "--discard")).contains("no restore to give up");
        assertThat(root.resolve(".restore")).doesNotExist();
        requireWhole(root, "three");
    }

    @Test
    void aBackupThatIsKilledLeavesNothingThatIsTakenForOne() throws IOException {
        var backups = root.resolve("backups");
        List<BooleanSupplier> moments = List.of(
                () -> !files(backups, ".part").isEmpty(),
                there(backups.resolve(".scratch/store")),
                () -> files(backups, ".part").stream().anyMatch(part -> size(part) > 20_000),
                () -> !files(backups, ".a64backup").isEmpty());
        int killed = 0;
        for (var moment : moments) {
            killed += home.killedAt(moment, NO_SERVER, "backup") == Commands.KILLED ? 1 : 0;
            for (var file : files(backups, ".part")) {
                requireRefusedOrWhole(file);
            }
            for (var file : files(backups, ".a64backup")) {
                try (var archive = DumpFile.open(file, HomeArchive.KIND)) {
                    archive.verify();
                }
                Files.delete(file);
            }
        }
        assertThat(killed).as("killed").isGreaterThan(1);

        backUp();

        try (Stream<Path> left = Files.list(backups)) {
            assertThat(left).hasSize(1);
        }
    }

    private void requireRefusedOrWhole(Path file) throws IOException {
        var other = folder.resolve("of-" + file.getFileName());
        var said = new StringWriter();
        if (new Commands(other).call(new StringWriter(), said, "restore", "--accept-unverified", file.toString())
                == 0) {
            requireWhole(other, "one");
        } else {
            assertThat(said.toString()).contains("The archive cannot be used");
            assertThat(other.resolve("data")).doesNotExist();
        }
    }

    @Test
    void whatIsKilledWhileItFillsAServerIsNoStore() throws IOException {
        try (RealServer server = RealServer.orSkip();
                MongoClient client = MongoClients.create(server.uri())) {
            importKilled(server, client, "a64-i" + UUID.randomUUID().toString().substring(0, 8));
            restoreKilled(server, client, "a64-r" + UUID.randomUUID().toString().substring(0, 8));
        }
    }

    private void importKilled(RealServer server, MongoClient client, String database) throws IOException {
        var file = folder.resolve("all.a64store").toString();
        home.run("store", "export", "--out", file);
        var environment = Map.of("MONGODB_URI", server.uri(), "MONGODB_DB_NAME", database);
        int killed = 0;
        for (var moment : ofFilling(client, database)) {
            if (home.killedAt(moment, environment, "store", "import", file) == Commands.KILLED) {
                killed++;
                requireNoStore(server, client, database);
            }
        }
        assertThat(killed).as("killed").isGreaterThan(1);
        if (Files.readString(root.resolve("data/store.txt")).startsWith("EMBEDDED")) {
            assertThat(home.killedAt(() -> false, environment, "store", "import", file))
                    .isZero();
        }
        try (MongoStore store = TestStores.server(root, server.uri(), database)) {
            requireAll(store);
        }
        drop(client, database);
    }

    private void restoreKilled(RealServer server, MongoClient client, String database) throws IOException {
        var environment = Map.of(
                "MONGODB_URI",
                server.uri(),
                "MONGODB_DB_NAME",
                database,
                "LICENSE_ENCRYPTION_KEY",
                Commands.SECRET.value());
        Files.writeString(root.resolve("data/store.txt"), embedded(Files.readString(root.resolve("data/store.txt"))));
        var backup = backUp();
        var lost = folder.resolve("lost");
        for (var moment : ofFilling(client, database).subList(0, 2)) {
            assertThat(new Commands(lost).killedAt(moment, environment, "restore", backup))
                    .isEqualTo(Commands.KILLED);
            requireNoStore(server, client, database);
            assertThat(lost.resolve("data")).doesNotExist();
            assertThat(lost.resolve(".restore/new/data"))
                    .as("by which a start refuses the home")
                    .exists();
        }

        assertThat(new Commands(lost).killedAt(() -> false, environment, "restore", backup))
                .isZero();

        try (MongoStore store = TestStores.server(lost, server.uri(), database)) {
            requireAll(store);
        }
        drop(client, database);
    }

    private static List<BooleanSupplier> ofFilling(MongoClient client, String database) {
        return List.of(
                () -> names(client, database).contains(StoreContent.UNFINISHED),
                () -> client.getDatabase(TENANT).getCollection("farm.farms").estimatedDocumentCount() > 0,
                () -> names(client, database).contains("store_mark"));
    }

    /** A home without a store would take that one for its own. */
    private void requireNoStore(RealServer server, MongoClient client, String database) {
        if (names(client, database).contains(StoreContent.UNFINISHED)) {
            assertThatThrownBy(() -> TestStores.server(folder.resolve("empty"), server.uri(), database)
                            .close())
                    .hasMessageContaining("A restore or an import into this store was cut off");
        }
    }

    private static void drop(MongoClient client, String database) {
        client.getDatabase(database).drop();
        client.getDatabase(TENANT).drop();
    }

    private static List<String> names(MongoClient client, String database) {
        return client.getDatabase(database).listCollectionNames().into(new ArrayList<>());
    }

    private static String embedded(String record) {
        return record.replace("SERVER", "EMBEDDED");
    }

    private String backUpAs(String what) throws IOException {
        become(what);
        return backUp();
    }

    private String backUp() {
        var said = home.run("backup");
        return said.substring(said.indexOf('/'), said.indexOf(": "));
    }

    /** The home's settings and its store say the same word. */
    private void become(String what) throws IOException {
        Files.createDirectories(root.resolve("conf"));
        Files.writeString(root.resolve("conf/is"), what);
        try (MongoStore store = TestStores.embedded(root)) {
            store.collection("is").drop();
            store.collection("is").insertOne(new Document("_id", what));
        }
    }

    private static void requireWhole(Path root, String what) throws IOException {
        assertThat(root.resolve("conf/is")).hasContent(what);
        assertThat(root.resolve("data/keys/installation.pem")).exists();
        try (MongoStore store = TestStores.embedded(root)) {
            assertThat(store.collection("is").find().first()).containsEntry("_id", what);
            requireAll(store);
        }
    }

    private static void requireAll(MongoStore store) {
        assertThat(store.tenant(TENANT).getCollection("farm.farms").countDocuments())
                .isEqualTo(MANY);
    }

    private static BooleanSupplier there(Path path) {
        return () -> Files.exists(path);
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static List<Path> files(Path folder, String suffix) {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(suffix)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.backup.Backup;
import com.a64platform.core.backup.HomeArchive;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.dumps.DumpWriter;
import com.a64platform.core.dumps.Snapshot;
import com.a64platform.core.engine.JournalOperations;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a home and what is restored from them, as a person sees it. */
class BackupTest {
    private final Workers workers = new Workers();

    @TempDir
    Path folder;

    private Path root;
    private Home home;

    @BeforeEach
    void make() throws IOException {
        root = folder.resolve("home");
        home = new Home(root);
        fill(root, "one");
        Files.createDirectories(home.deploy());
        Files.writeString(home.deploy().resolve("later.jar"), "dropped after the backup");
        Files.writeString(home.data().resolve("starts"), "of this process");
        try (MongoStore store = TestStores.embedded(root)) {
            floor(store, "1.0.0", home);
        }
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void restoresAnEmptyHomeToTheLastByte() throws IOException {
        var backup = backUp();
        assertThat(Files.getPosixFilePermissions(backup)).hasSize(2);
        var other = folder.resolve("other");

        assertThat(new Commands(other).run("restore", "--accept-unverified", backup.toString()))
                .contains("Restored " + backup + ": 4 collections with 4");

        var before = files(root);
        before.keySet().removeIf(name -> name.startsWith("deploy/") || name.startsWith("backups/"));
        before.remove("data/starts");
        var after = files(other);
        assertThat(after.remove("data/restored.json")).isNotNull();
        assertThat(after).isEqualTo(before);
        try (var all = Files.walk(other.resolve("data"))) {
            assertThat(all.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .as(file.toString())
                            .doesNotContain(PosixFilePermission.OTHERS_READ));
        }
        try (MongoStore store = TestStores.embedded(other)) {
            assertThat(things(store)).containsExactly("one");
        }
    }

    /** The home of before is kept; what it knew better is not lowered; what was dropped later is out of the watched folder. */
    @Test
    void replacesAHomeAndLowersNothing() throws IOException {
        var backup = backUp();
        try (MongoStore store = TestStores.embedded(root)) {
            store.collection("things").insertOne(new Document("_id", "two"));
            floor(store, "2.0.0", home);
        }
        Files.writeString(home.conf().resolve("a64.properties"), "A64_HTTP_PORT=1");

        var said = new Commands(root).run("restore", backup.toString());

        assertThat(said)
                .contains(
                        "Not lowered, because this home knew better: the lowest version of farm that is admitted: 2.0.0");
        var kept = Path.of(said.substring(said.indexOf("is in /") + 6, said.indexOf("; remove")));
        assertThat(kept.resolve("deploy/later.jar")).exists();
        assertThat(home.deploy()).isEmptyDirectory();
        assertThat(kept.resolve("conf/a64.properties")).hasContent("A64_HTTP_PORT=1");
        assertThat(home.conf().resolve("a64.properties")).hasContent("# one");
        try (MongoStore store = TestStores.embedded(root)) {
            assertThat(things(store)).containsExactly("one");
            var memory = MonotonicMemory.of(home, new MongoMonotonicStateRepository(store));
            assertThat(memory.recall().floors().get("farm").version()).isEqualTo("2.0.0");
        }
    }

    @Test
    void refusesWhatItCannotRestoreAndTouchesNothing() throws IOException {
        var backup = backUp();
        var before = files(root);
        var foreign = folder.resolve("foreign");
        fill(foreign, "foreign");
        TestStores.embedded(foreign).close();
        assertThat(new Commands(foreign).refused("restore", backup.toString()))
                .contains("of another installation than this home");
        assertThat(new Commands(root)
                        .refused(
                                "restore",
                                "--accept-unverified",
                                crafted("home/data/../../evil", "1").toString()))
                .contains("no place in a home");
        assertThat(new Commands(root)
                        .refused(
                                "restore",
                                "--accept-unverified",
                                crafted("home/run/lock", "1").toString()))
                .contains("no place in a home");
        assertThat(new Commands(root)
                        .refused(
                                "restore",
                                "--accept-unverified",
                                crafted("home/data/x", "2").toString()))
                .contains("The archive's data is of version 2, written by platform 9.0.0; this platform reads up to"
                        + " version 1: use the newer platform.");
        var bytes = Files.readAllBytes(backup);
        for (int at = bytes.length / 3; at < bytes.length / 3 + 60; at++) {
            bytes[at] ^= 1; // more than there is of a zip in one place that nobody reads
        }
        var damaged = Files.write(folder.resolve("damaged"), bytes);
        assertThat(new Commands(root).refused("restore", damaged.toString())).contains("The archive cannot be used");
        assertThat(new Commands(root)
                        .refused("restore", folder.resolve("nothing").toString()))
                .contains("There is no file");

        assertThat(files(root)).isEqualTo(before);
    }

    @Tag("attack")
    @Test
    void takesNoBackupThatItCannotVerifyUnlessItIsTold() throws IOException {
        var backup = backUp();
        var before = files(root);
        var forged = crafted("home/data/x", "1").toString();

        assertThat(new Commands(root).refused("restore", forged)).contains("The archive is not sealed");
        assertThat(files(root)).isEqualTo(before);
        assertThat(new Commands(folder.resolve("other")).refused("restore", backup.toString()))
                .contains("LICENSE_ENCRYPTION_KEY is not set here", "--accept-unverified");
        write(root.resolve("conf/a64.properties"), "LICENSE_ENCRYPTION_KEY=abcdefghij-abcdefghij-abcdefghij");
        assertThat(new Commands(root).refused("restore", backup.toString()))
                .contains("sealed under another LICENSE_ENCRYPTION_KEY");
        write(root.resolve("conf/a64.properties"), "# one");
        assertThat(files(root)).isEqualTo(before);
    }

    @Test
    void anOperationLeavesABackupOrNothing() throws IOException {
        try (MongoStore store = TestStores.embedded(root)) {
            var backup = backup(store, store::snapshot);

            var ended = backup.make(Audit.Actor.SYSTEM);

            assertThat(ended.state()).as("%s", ended.failure()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(backup.told(ended)).startsWith("Backed up to " + home.root());
            try (var archive = DumpFile.open(
                    home.root().resolve("backups").resolve(ended.data().get("file")), "home")) {
                archive.verify();
                assertThat(String.valueOf(archive.manifest().documents()))
                        .isEqualTo(ended.data().get("documents"));
            }
            failing(store);
        }
    }

    /** The operation that made the backup is in it, as running: the restored node must neither undo nor repeat it. */
    @Test
    void aRestoredNodeLeavesTheBackupThatItWasRestoredFrom() throws IOException {
        Path backup;
        try (MongoStore store = TestStores.embedded(root)) {
            var made = backup(store, store::snapshot);
            backup = root.resolve("backups")
                    .resolve(made.make(Audit.Actor.SYSTEM).data().get("file"));
        }
        var before = Digests.sha256(backup);
        new Commands(root).run("restore", backup.toString());

        try (MongoStore store = TestStores.embedded(root)) {
            var journal = new MongoOperationJournal(store);
            assertThat(journal.unfinished()).hasSize(1);
            var id = journal.unfinished().get(0).operation().id();
            backup(store, store::snapshot);
            await().until(() -> journal.find(id).orElseThrow().state().ended());
            assertThat(journal.find(id).orElseThrow().state()).isEqualTo(OperationState.FAILED);
        }
        assertThat(Digests.sha256(backup)).isEqualTo(before);
    }

    private Backup backup(MongoStore store, Snapshot.Source source) {
        var operations = new JournalOperations(new MongoOperationJournal(store), workers);
        var backup = new Backup(operations, new HomeArchive(home, source, Commands.SECRET));
        operations.define(backup);
        operations.recover();
        return backup;
    }

    private void failing(MongoStore store) throws IOException {
        var before = files(root.resolve("backups"));
        Snapshot.Source full = scratch -> {
            throw new UncheckedIOException(new IOException("No space left on device"));
        };
        assertThat(backup(store, full).make(Audit.Actor.SYSTEM).state()).isEqualTo(OperationState.FAILED);

        assertThat(files(root.resolve("backups"))).isEqualTo(before);
    }

    /** A process that ends after each of the renames in turn: whoever finishes it gets all of the new home. */
    @Test
    void finishesAChangeThatWasCutOffAnywhere() throws IOException {
        for (int done = 0; done <= 6; done++) {
            var cut = folder.resolve("cut-" + done);
            var work = cut.resolve(".restore");
            for (var part : List.of("conf", "data", "deploy")) {
                write(cut.resolve(part).resolve("of"), "old");
                write(work.resolve("new").resolve(part).resolve("of"), "new");
            }
            Files.createDirectories(work.resolve("old"));
            write(work.resolve("ready"), "kept");
            int left = done;
            for (var part : List.of("conf", "data", "deploy")) {
                if (left-- > 0) {
                    Files.move(cut.resolve(part), work.resolve("old").resolve(part));
                }
                if (left-- > 0) {
                    Files.move(work.resolve("new").resolve(part), cut.resolve(part));
                }
            }

            assertThat(new Commands(cut).run("restore", "--finish"))
                    .contains("is finished. What was there before is in " + cut);
            assertThat(new Commands(cut).run("restore", "--finish")).contains("no restore to finish");

            for (var part : List.of("conf", "data", "deploy")) {
                assertThat(cut.resolve(part).resolve("of")).hasContent("new");
                assertThat(cut.resolve("kept").resolve(part).resolve("of")).hasContent("old");
            }
            assertThat(work).doesNotExist();
        }
    }

    private Path backUp() {
        var said = new Commands(root).run("backup");
        return Path.of(said.substring(said.indexOf('/'), said.indexOf(": ")));
    }

    /** An archive that nobody here has made. */
    private Path crafted(String path, String dataVersion) throws IOException {
        var file = folder.resolve("crafted");
        DumpWriter.write(
                file,
                HomeArchive.KIND,
                Map.of("dataVersion", dataVersion, "platformVersion", "9.0.0"),
                archive -> archive.file(path, new ByteArrayInputStream(new byte[1])));
        return file;
    }

    private static void floor(MongoStore store, String version, Home home) {
        MonotonicMemory.of(home, new MongoMonotonicStateRepository(store))
                .remember(state -> state.withFloor("farm", version));
    }

    private static void fill(Path root, String what) throws IOException {
        var home = new Home(root);
        Commands.giveKeys(home);
        write(home.conf().resolve("a64.properties"), "# " + what);
        write(home.verified().resolve("0a.jar"), "a module");
        try (MongoStore store = TestStores.embedded(root)) {
            store.collection("things").insertOne(new Document("_id", what));
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> things(MongoStore store) {
        return store.collection("things")
                .find()
                .map(found -> found.getString("_id"))
                .into(new ArrayList<>());
    }

    /** All files but the store's own, by path. */
    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> found = new HashMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                var name = root.relativize(file).toString();
                if (!name.startsWith("data/store/") && !name.startsWith("run/")) {
                    found.put(name, Digests.sha256(file));
                }
            }
        }
        return found;
    }
}

package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.audit.AuditEntry;
import com.a64platform.core.audit.AuditFilter;
import com.a64platform.core.audit.AuditHead;
import com.a64platform.core.audit.AuditLog;
import com.a64platform.core.backup.RestoredHome;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.platform.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit log of a restored home says. */
class RestoredHomeTest {
    @TempDir
    Path folder;

    @Test
    void saysFromWhichBackupAndByWhomAndVerifies() throws IOException {
        var home = new Home(folder.resolve("home"));
        Commands.giveKeys(home);
        started(home, audit -> written(audit, "before the backup"));
        var said = new Commands(home.root()).run("backup");
        var backup = Path.of(said.substring(said.indexOf('/'), said.indexOf(": ")));
        started(home, audit -> written(audit, "after the backup"));

        new Commands(home.root()).run("restore", backup.toString());

        started(home, audit -> {
            RestoredHome.tell(audit, home);
            var entry = only(audit);
            assertThat(entry.status()).isEqualTo("success");
            assertThat(entry.details())
                    .containsEntry("backup", backup.toString())
                    .containsEntry("sealedBy", "THIS")
                    .containsEntry("account", System.getProperty("user.name"))
                    .hasEntrySatisfying("before", kept -> assertThat(home.root().resolve(kept))
                            .isDirectory())
                    .containsKeys("backupMade", "restoredAt", "sha256");
            assertThat(audit.verify().findings()).isEmpty();
        });
        assertThat(home.data().resolve("restored.json")).doesNotExist();
        started(home, audit -> assertThat(only(audit).details()).containsEntry("sha256", digest(backup)));
    }

    /** A process that ends between the entry and the end of the note. */
    @Test
    void saysItOnce() throws IOException {
        var home = new Home(folder.resolve("home"));
        Commands.giveKeys(home);
        started(home, audit -> written(audit, "before the backup"));
        var said = new Commands(home.root()).run("backup");
        new Commands(home.root()).run("restore", said.substring(said.indexOf('/'), said.indexOf(": ")));
        var note = home.data().resolve("restored.json");
        var kept = Files.copy(note, folder.resolve("kept"));

        started(home, audit -> RestoredHome.tell(audit, home));
        Files.move(kept, note);
        started(home, audit -> RestoredHome.tell(audit, home));

        started(home, audit -> assertThat(restores(audit)).hasSize(1));
        assertThat(note).doesNotExist();
    }

    /** A node that starts, does something and stops in order. */
    private static void started(Home home, Consumer<AuditLog> work) throws IOException {
        try (MongoStore store = TestStores.embedded(home.root())) {
            var audit = new AuditLog(new MongoAuditRepository(store), "node-a", Clock.systemUTC(), new AuditHead(home));
            work.accept(audit);
            audit.close();
        }
    }

    private static void written(AuditLog audit, String what) {
        audit.record(Audit.Actor.SYSTEM, "test", "", "success", Map.of("what", what));
    }

    private static AuditEntry only(AuditLog audit) {
        assertThat(restores(audit)).hasSize(1);
        return restores(audit).get(0);
    }

    private static List<AuditEntry> restores(AuditLog audit) {
        Optional<String> any = Optional.empty();
        var filter = new AuditFilter(
                any, any, any, Optional.of(RestoredHome.ACTION), any, Optional.empty(), Optional.empty());
        return audit.entries().find(filter, 0, 10);
    }

    private static String digest(Path file) {
        try {
            return Digests.sha256(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a home's owner has its node do: check the audit log, seal the vault under another key. */
class UpkeepIT {
    private static final String OLD = "it-0123456789-0123456789-0123456789";
    private static final String NEW = "it-abcdefghij-abcdefghij-abcdefghij";
    private static final int KILLS = 3;

    @TempDir
    private Path folder;

    private Path home;
    private PlatformProcess node;
    private Operator admin;
    private Script script;

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void verifiesTheAuditLogOfTheRunningNode() {
        start();

        assertThat(script.run("audit", "verify"))
                .containsPattern("node [0-9a-f-]{36}: \\d+ entries, held against this home's record of their end")
                .contains("The audit log is as it was written: ");

        node.kill();
        node.restart();
        assertThat(script.run("audit", "verify")).contains("is as it was written");
        node.terminate();
        assertThat(script.exiting(3, "audit", "verify")).startsWith("No node answers on ");
    }

    @Tag("attack")
    @Test
    void anOlderStorePutBackIsACutOffEnd() {
        start();
        node.terminate();
        Path older = copy(home.resolve("data/store/store.mv"), folder.resolve("older"));
        node.restart();
        admin = new Operator(node);
        admin.token(); // one entry that the older store does not have
        node.terminate();
        copy(older, home.resolve("data/store/store.mv"));

        node.restart();

        assertThat(script.exiting(1, "audit", "verify"))
                .containsPattern("node [0-9a-f-]{36}, entry \\d+ \\([0-9a-f-]{36}\\): a start found: the entr")
                .contains("the log was cut off or put back to an older state")
                .contains("The audit log is not as it was written: 1 findings.");
    }

    @Tag("attack")
    @Test
    void aLostHeadIsNamedAndStaysNamed() throws IOException {
        start();
        Files.delete(home.resolve("data/audit-head"));
        assertThat(script.exiting(1, "audit", "verify")).contains("the home's record of where its log ends is gone");
        node.terminate();
        node.restart();
        node.terminate();
        node.restart();

        assertThat(script.exiting(1, "audit", "verify"))
                .contains("a start found: the home's record of where its log ends is gone");
    }

    @Tag("kill")
    @Test
    void sealsTheVaultUnderAnotherKeyThroughEveryKill() {
        home = folder.resolve("home");
        Publisher publisher = Publisher.trustedBy(home);
        Path jar = ModuleJar.farmManager().writeTo(folder.resolve("made"));
        publisher.sign(jar);
        Path registry = folder.resolve("registry");
        publisher.publish(registry, jar);
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("LICENSE_ENCRYPTION_KEY", OLD)
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .start();
        admin = new Operator(node);
        script = new Script(home);
        String license = publisher.license("farm-manager");
        assertThat(admin.waiting(
                                "POST",
                                "/api/v1/modules/install",
                                "{\"moduleName\":\"farm-manager\",\"version\":\"latest\",\"licenseKey\":\"" + license
                                        + "\"}")
                        .statusCode())
                .isEqualTo(201);
        node.terminate();

        node.with("LICENSE_ENCRYPTION_KEY", NEW).with("LICENSE_ENCRYPTION_KEY_PREVIOUS", OLD);
        for (int kill = 1; kill <= KILLS; kill++) {
            node.restart();
            ask();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(kill * 400L)); // somewhere in it
            node.kill();
        }
        node.restart();
        assertThat(script.run("keys", "rotate"))
                .contains("not opening: 0")
                .contains("LICENSE_ENCRYPTION_KEY_PREVIOUS can be removed now");
        assertThat(admin.get("/api/v1/admin/audit?action=keys.rotate").body()).contains("\"success\"");
        node.terminate();

        node.with("LICENSE_ENCRYPTION_KEY_PREVIOUS", "").restart();
        assertThat(admin.installation("farm-manager")).endsWith(" ENABLED");
        assertThat(script.run("keys", "rotate")).contains("under this key already: 1; not opening: 0");
    }

    @Test
    void backsUpWhileItRunsAndRestoresAHomeThatWasLost() throws IOException {
        start();
        var asked = admin.post("/api/v1/admin/backups", "");
        assertThat(asked.statusCode()).isEqualTo(202);
        var said = script.run("backup");
        assertThat(said).startsWith("Backed up to " + home.resolve("backups/a64-"));
        Path backup = Path.of(said.substring(said.indexOf('/'), said.indexOf(": ")));
        assertThat(Files.getPosixFilePermissions(backup)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(admin.get("/api/v1/admin/audit?action=home.backup").body()).contains("\"success\"", "sha256");
        long size = Files.size(backup);
        assertThat(script.exiting(1, "restore", backup)).contains("is in use: stop its node first");
        node.terminate();
        Files.move(home.resolve("data"), folder.resolve("lost"));
        Files.move(home.resolve("conf"), folder.resolve("lost-conf"));

        assertThat(script.run("restore", backup)).startsWith("Restored " + backup);

        node.restart();
        admin = new Operator(node);
        assertThat(backup).as("what it was restored from").hasSize(size);
        admin.token(); // the account and the keys are those of before
        assertThat(script.run("audit", "verify")).contains("is as it was written");
    }

    private void ask() {
        try {
            Files.writeString(home.resolve("run/rotate-keys.request"), "{\"id\":\"cut-off\"}");
            Files.setPosixFilePermissions(
                    home.resolve("run/rotate-keys.request"), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start() {
        home = folder.resolve("home");
        node = Operator.of(PlatformProcess.on(home)).start();
        admin = new Operator(node);
        admin.token();
        script = new Script(home);
    }

    private static Path copy(Path from, Path to) {
        try {
            return Files.write(to, Files.readAllBytes(from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

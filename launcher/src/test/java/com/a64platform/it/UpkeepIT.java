package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a home's owner has its node do: back the home up, check the audit log. A log that was broken is so for good. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpkeepIT {
    @TempDir
    private static Path folder;

    private static Path home;
    private static PlatformProcess node;
    private static Operator admin;
    private static Script script;

    @BeforeAll
    static void start() {
        home = folder.resolve("home");
        node = Operator.of(PlatformProcess.on(home)).start();
        script = new Script(home);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @BeforeEach
    void signIn() {
        admin = new Operator(node);
        admin.token();
    }

    @Tag("kill")
    @Order(1)
    @Test
    void backsUpWhileItRunsAndRestoresAHomeThatWasLost() throws IOException {
        var asked = admin.post("/api/v1/admin/backups", "");
        assertThat(asked.statusCode()).isEqualTo(202);
        node.kill();
        node.restart();
        admin = new Operator(node);
        requireNothingUnfinished();
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

        assertThat(script.exiting(1, "restore", backup)).contains("LICENSE_ENCRYPTION_KEY is not set here");
        assertThat(script.run("restore", "--accept-unverified", backup)).contains("Restored " + backup);

        node.restart();
        admin = new Operator(node);
        assertThat(backup).as("what it was restored from").hasSize(size);
        admin.token(); // the account and the keys are those of before
        assertThat(admin.get("/api/v1/admin/audit?action=home.restore").body())
                .contains(backup.toString(), Digest.of(backup), System.getProperty("user.name"));
        assertThat(script.run("audit", "verify")).contains("is as it was written");
    }

    /** What was begun when the node was killed is whole or goes; it may have been before there was a folder, too. */
    private static void requireNothingUnfinished() {
        Path backups = home.resolve("backups");
        Operator.patiently().untilAsserted(() -> {
            try (Stream<Path> files = Files.exists(backups) ? Files.walk(backups) : Stream.empty()) {
                assertThat(files.filter(Files::isRegularFile))
                        .allMatch(file -> file.toString().endsWith(".a64backup"));
            }
        });
    }

    @Order(2)
    @Test
    void verifiesTheAuditLogOfTheRunningNode() {
        assertThat(script.run("audit", "verify"))
                .containsPattern("node [0-9a-f-]{36}: \\d+ entries, held against this home's record of their end")
                .contains("The audit log is as it was written: ");

        node.kill();
        node.restart();
        assertThat(script.run("audit", "verify")).contains("is as it was written");
        node.terminate();
        assertThat(script.exiting(3, "audit", "verify")).startsWith("No node answers on ");
        node.restart();
    }

    @Order(3)
    @Tag("attack")
    @Test
    void anOlderStorePutBackIsACutOffEnd() {
        node.terminate();
        Path older = copy(home.resolve("data/store/store.mv"), folder.resolve("older"));
        node.restart();
        signIn(); // one entry that the older store does not have
        node.terminate();
        copy(older, home.resolve("data/store/store.mv"));

        node.restart();

        assertThat(script.exiting(1, "audit", "verify"))
                .containsPattern("node [0-9a-f-]{36}, entry \\d+ \\([0-9a-f-]{36}\\): a start found: the entr")
                .contains("the log was cut off or put back to an older state")
                .contains("The audit log is not as it was written: 1 findings.");
    }

    @Order(4)
    @Tag("attack")
    @Test
    void aLostHeadIsNamedAndStaysNamed() throws IOException {
        Files.delete(home.resolve("data/audit-head"));
        assertThat(script.exiting(1, "audit", "verify")).contains("the home's record of where its log ends is gone");
        node.terminate();
        node.restart();
        node.terminate();
        node.restart();

        assertThat(script.exiting(1, "audit", "verify"))
                .contains("a start found: the home's record of where its log ends is gone");
    }

    private static Path copy(Path from, Path to) {
        try {
            return Files.write(to, Files.readAllBytes(from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package com.a64platform.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.registry.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedTest {
    @TempDir
    Path folder;

    private Path root;
    private Home home;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectory(folder.resolve("home"));
        home = new Home(root, folder.resolve("watched"));
    }

    @Test
    void removesAtAStartWhatAKilledProcessWasWriting() throws IOException {
        for (var name : List.of(
                "conf/a64.properties",
                "conf/trust/publishers/acme.json",
                "data/node-id",
                "data/files/hello",
                "data/trust/highest",
                "data/verified/0123.jar",
                "data/keys/installation.pem",
                "data/store/a64.mv",
                "backups/home.a64backup",
                "run/backup.answer",
                "cache/replaced/hello-1.0.0.jar",
                "cache/imported/all.a64")) {
            DurableFile.part(whole(root.resolve(name)), "write");
        }
        DurableFile.part(whole(home.deploy().resolve("hello-1.0.0.jar")), "copy");
        whole(home.backups().resolve(".scratch/store/a64.mv"));
        whole(home.data().resolve(".scratch/store/a64.mv"));

        new LaunchedPlatform(settings());

        assertThat(files(folder)).hasSize(13).allMatch(file -> file.toString().matches(".*/[^./][^/]*"));
        assertThat(home.backups().resolve(".scratch")).doesNotExist();
    }

    @Test
    void leavesWhatSomebodyElseHasNamedAlmostSo() throws IOException {
        var kept = List.of(
                whole(home.deploy().resolve("hello-1.0.0.jar.part")),
                whole(home.deploy().resolve(".hello-1.0.0.jar.part")),
                whole(home.deploy().resolve(".write-1.part/inside")),
                whole(home.deploy().resolve(".scratch/inside")),
                whole(home.deploy().resolve("below/.write-1.part")),
                whole(home.cache().resolve("downloads/0123.part")),
                whole(root.resolve("backups/mine.part")));

        Unfinished.removeFrom(home);

        assertThat(files(folder)).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    @Tag("attack")
    void followsNoLink() throws IOException {
        var elsewhere = whole(folder.resolve("elsewhere/.write-1.part"));
        var scratch = whole(folder.resolve("elsewhere/.scratch/precious"));
        Files.createDirectories(home.conf());
        Files.createDirectories(home.deploy());
        Files.createSymbolicLink(home.conf().resolve("trust"), elsewhere.getParent());
        Files.createSymbolicLink(home.conf().resolve(".scratch"), scratch.getParent());
        Files.createSymbolicLink(home.deploy().resolve(".write-1.part"), elsewhere);
        Files.createSymbolicLink(home.deploy().resolve("hello.jar"), elsewhere.getParent());

        Unfinished.removeFrom(home);

        assertThat(elsewhere).exists();
        assertThat(scratch).exists();
        assertThat(home.deploy().resolve(".write-1.part")).doesNotExist();
    }

    @Test
    void findsTheDataOfAHomeOnAnotherDisk() throws IOException {
        var disk = Files.createDirectories(folder.resolve("disk"));
        Files.createSymbolicLink(home.data(), disk);
        DurableFile.part(whole(disk.resolve("node-id")), "write");

        Unfinished.removeFrom(home);

        assertThat(files(disk)).containsExactly(disk.resolve("node-id"));
    }

    private Properties settings() {
        var values = new Properties();
        values.putAll(TestSettings.values(root, "development"));
        values.setProperty("A64_DEPLOY_DIR", home.deploy().toString());
        return values;
    }

    private static Path whole(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "whole");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}

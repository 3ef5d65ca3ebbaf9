package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in deploy/ and is no module: the platform starts with it, runs nothing of it and says so beside it. */
@Tag("attack")
class StrangeFilesIT {
    @TempDir
    private static Path folder;

    private static Path marker;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void startWithAllOfThem() throws IOException {
        marker = folder.resolve("marker");
        Path home = folder.resolve("home");
        Path deploy = Files.createDirectories(home.resolve("deploy"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path evil = HostileJar.write(folder.resolve("evil"), marker, HostileJar.activated());
        for (String name : List.of("evil.zip", "evil.part", "evil.JAR", "evil-without-suffix", "no-module.jar")) {
            Files.copy(evil, deploy.resolve(name));
        }
        Files.copy(evil, elsewhere.resolve("evil.jar"));
        Files.writeString(deploy.resolve("broken.jar"), "this is no archive");
        Files.copy(
                evil,
                Files.createDirectories(deploy.resolve("exploded/META-INF")).resolve("evil.jar"));
        Files.writeString(
                deploy.resolve("org.apache.felix.fileinstall-x.cfg"),
                "felix.fileinstall.dir=" + elsewhere + "\nfelix.fileinstall.poll=50\n");
        HostileJar.write(deploy.resolve("extension.jar"), marker, HostileJar.extension());
        HostileJar.write(deploy.resolve("fragment.jar"), marker, Map.of("Fragment-Host", "core-bundle"));
        Path good = ModuleJar.hello().named("linked").writeTo(elsewhere);
        Files.createSymbolicLink(deploy.resolve("soft.jar"), good);
        Files.createLink(deploy.resolve("hard.jar"), good);
        node = Operator.of(PlatformProcess.on(home)).start();
        admin = new Operator(node);
    }

    @AfterAll
    static void nothingOfThemHasRun() {
        try (PlatformProcess ending = node) {
            assertThat(marker).doesNotExist();
            assertThat(ending.terminate()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.zip",
                "evil.part",
                "evil.JAR",
                "evil-without-suffix",
                "no-module.jar",
                "broken.jar",
                "exploded",
                "org.apache.felix.fileinstall-x.cfg",
                "extension.jar",
                "fragment.jar",
                "soft.jar",
                "hard.jar"
            })
    void isRefusedWithANote(String file) {
        assertThat(admin.awaitNote(file)).contains(file + " was refused at").contains("Nothing of it runs.");
        assertThat(node.deploy().resolve(file)).exists();
        assertThat(admin.moduleBundles()).isEmpty();
        assertThat(admin.platformBundles()).noneMatch(bundle -> bundle.startsWith("evil"));
        assertThat(marker).doesNotExist();
    }

    @Test
    void takesTheNoteAwayWithTheFile() throws IOException {
        Path file = Files.writeString(node.deploy().resolve("passing.txt"), "hello");
        admin.awaitNote("passing.txt");

        Files.delete(file);

        patiently().until(() -> Files.notExists(admin.note("passing.txt")));
    }

    @Test
    void takesANoteAwayWhoseFileNobodyKnows() throws IOException {
        Path note = Files.writeString(admin.note("long-gone.jar"), "from another time");

        patiently().until(() -> Files.notExists(note));
    }
}

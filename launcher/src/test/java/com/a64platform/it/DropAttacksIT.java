package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever can write into deploy/, or into the home while the node is stopped, gets no code to run. */
@Tag("attack")
class DropAttacksIT {
    @TempDir
    private static Path folder;

    private static Path made;
    private static Path marker;
    private static Publisher publisher;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void start() {
        Path home = folder.resolve("home");
        made = folder.resolve("made");
        marker = folder.resolve("marker");
        publisher = Publisher.trustedBy(home);
        node = Operator.of(PlatformProcess.on(home)).inProduction().start();
        admin = new Operator(node);
    }

    @AfterAll
    static void nothingHasRun() {
        try (PlatformProcess ending = node) {
            assertThat(marker).doesNotExist();
            assertThat(ending.terminate()).isZero();
        }
    }

    @Test
    void writesNoNoteThroughALinkThatWasPlantedForIt() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Path note = admin.note("planted-1.0.0.jar");
        Files.createSymbolicLink(note, victim);
        Files.writeString(node.deploy().resolve("planted-1.0.0.jar"), "no archive");

        patiently().until(() -> Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS));

        assertThat(note).content().contains("planted-1.0.0.jar was refused");
        assertThat(victim).hasContent("precious");
    }

    @Test
    void copiesNoMoreOfAHugeFileThanAnArtifactMayHave() throws IOException {
        Path huge = node.deploy().resolve("huge-1.0.0.jar");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(2L * 1024 * 1024 * 1024 + 1);
        }

        assertThat(admin.awaitNote("huge-1.0.0.jar"))
                .contains("payload-too-large")
                .contains("MAX_MODULE_SIZE_MB");

        assertThat(leftovers(node.home().resolve("data/verified"))).noneMatch(name -> name.endsWith(".part"));
        Files.delete(huge);
    }

    @Test
    void takesNoFileThatHasASecondName() throws IOException {
        Path jar = ModuleJar.hello().named("twice").writeTo(made);
        publisher.sign(jar);
        Files.copy(sig(jar), node.deploy().resolve("twice-1.0.0.jar.sig"));
        Files.createLink(node.deploy().resolve("twice-1.0.0.jar"), jar);

        assertThat(admin.awaitNote("twice-1.0.0.jar"))
                .contains("artifact-refused")
                .contains("hard link");
        assertThat(admin.installation("twice")).isEmpty();
    }

    @Test
    void runsWhatWasVerifiedAndNotWhatReplacesItAfterwards() throws IOException {
        Path jar = ModuleJar.hello().named("swapped").writeTo(made);
        publisher.sign(jar);
        Path dropped = node.deploy().resolve("swapped-1.0.0.jar");
        Files.copy(sig(jar), node.deploy().resolve("swapped-1.0.0.jar.sig"));
        Files.copy(jar, dropped);
        admin.awaitInstallation("swapped", "1.0.0 ENABLED");

        // As if between verification and load: another file of the same length and time, then everything stopped.
        assertThat(node.terminate()).isZero();
        forge(dropped);
        node.restart();

        admin.awaitStatus("/api/v1/swapped/greeting", 200);
        assertThat(admin.installation("swapped")).isEqualTo("1.0.0 ENABLED");
        assertThat(sha256OfLoaded("swapped")).isEqualTo(Digest.of(jar));
        assertThat(dropped).as("restored from the verified copy").hasSameBinaryContentAs(jar);
    }

    @Test
    void loadsNothingFromCachesThatSomebodyChangedWhileItWasStopped() throws IOException {
        Path jar = ModuleJar.hello().named("cached").writeTo(made);
        publisher.sign(jar);
        Files.copy(sig(jar), node.deploy().resolve("cached-1.0.0.jar.sig"));
        Files.copy(jar, node.deploy().resolve("cached-1.0.0.jar"));
        admin.awaitInstallation("cached", "1.0.0 ENABLED");

        assertThat(node.terminate()).isZero();
        try (var files = Files.walk(node.home().resolve("cache"))) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".jar"))
                    .toList()) {
                forge(file);
            }
        }
        node.restart();

        admin.awaitStatus("/api/v1/cached/greeting", 200);
        assertThat(sha256OfLoaded("cached")).isEqualTo(Digest.of(jar));
    }

    @Test
    void judgesWhatArrivedWhileNobodyListened() throws IOException {
        assertThat(node.terminate()).isZero();
        HostileJar.write(node.deploy().resolve("unseen.jar"), marker, HostileJar.activated());
        Path jar = ModuleJar.hello().named("unheard").writeTo(made);
        publisher.sign(jar);
        Files.copy(jar, node.deploy().resolve("unheard-1.0.0.jar"));
        node.restart();

        assertThat(admin.awaitNote("unseen.jar")).contains("signature-missing");
        assertThat(admin.awaitNote("unheard-1.0.0.jar")).contains("signature-missing");
        Files.copy(sig(jar), node.deploy().resolve("unheard-1.0.0.jar.sig"));
        admin.awaitInstallation("unheard", "1.0.0 ENABLED");
        assertThat(admin.moduleBundles()).noneMatch(bundle -> bundle.startsWith("evil"));
    }

    /** Changes one byte and keeps length and times. */
    private static void forge(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
        Files.setLastModifiedTime(file, time);
    }

    private static String sha256OfLoaded(String module) {
        for (var loaded : admin.json("/api/v1/modules/loaded")) {
            if (loaded.get("name").asText().equals(module)) {
                return loaded.get("sha256").asText();
            }
        }
        return "";
    }

    private static List<String> leftovers(Path of) throws IOException {
        try (var files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Path sig(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".sig");
    }
}

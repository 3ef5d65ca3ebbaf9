package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveIT {
    @TempDir
    private static Path prepared;

    @TempDir
    private Path folder;

    private PlatformProcess node;

    @BeforeAll
    static void stopsOnceSoThatTheArchiveIsWritten() {
        try (PlatformProcess first =
                PlatformProcess.on(prepared.resolve("home")).cold().start()) {
            assertThat(first.terminate()).isZero();
        }
    }

    @BeforeEach
    void takeTheHomeWithTheArchive() throws IOException {
        node = PlatformProcess.on(Folders.copy(prepared.resolve("home"), folder.resolve("home")))
                .cold();
    }

    @AfterEach
    void endTheNode() {
        node.close();
    }

    @Test
    void isWrittenOnceAndUsedFromThenOn() throws IOException {
        Path archive = archives().get(0);

        node.start();

        assertThat(Files.readString(Path.of("/proc/" + node.pid() + "/maps"))).contains(archive.toString());
        assertThat(node.terminate()).isZero();
        assertThat(archives()).containsExactly(archive);
        // the order in which reflection lists constructors differs with an archive: nothing may depend on it
        assertThat(node.log()).doesNotContain("ERROR");
    }

    @Test
    void isIgnoredWhenDamaged() throws IOException {
        Path archive = archives().get(0);
        Path classes = archive.resolveSibling("start-classes.list");
        assertThat(classes).content().contains("com.a64platform.core com.a64platform.core.dropin.Boot");
        Files.writeString(classes, "com.a64platform.core not.There\nnonsense");
        byte[] bytes = Files.readAllBytes(archive);
        Files.delete(archive);
        Files.write(archive, java.util.Arrays.copyOf(bytes, bytes.length / 2));

        node.start();

        assertThat(node.terminate()).isZero();
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(node.home().resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }
}

package com.a64platform.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssemblyTest {
    @TempDir
    private Path root;

    @Test
    void readsBundlesWithTheirLevels() throws IOException {
        Files.createDirectories(root.resolve("system"));
        Files.createFile(root.resolve("system/one.jar"));
        Files.createFile(root.resolve("system/two.jar"));
        Files.writeString(root.resolve("assembly.list"), "# words\nlevel 1\none # why\n\nlevel 4\ntwo\n");

        Assembly assembly = Assembly.read(root);

        assertThat(assembly.entries()).extracting(Assembly.Entry::name).containsExactly("one", "two");
        assertThat(assembly.entries()).extracting(Assembly.Entry::level).containsExactly(1, 4);
        assertThat(assembly.entries().get(0).location())
                .startsWith("reference:file:/")
                .endsWith("system/one.jar");
        assertThat(assembly.highestLevel()).isEqualTo(4);
    }

    @Test
    void namesAMissingBundle() throws IOException {
        Files.writeString(root.resolve("assembly.list"), "level 1\nabsent\n");

        assertThatThrownBy(() -> Assembly.read(root))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("absent.jar");
    }

    @Test
    void opensTheWatchedFolderLast() throws IOException {
        var lines = Files.readAllLines(Path.of("src/main/assembly/assembly.list"));
        var bundles = lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        assertThat(bundles).containsOnlyOnce("org.apache.felix.fileinstall");
        assertThat(bundles.indexOf("org.apache.felix.fileinstall"))
                .isGreaterThan(bundles.indexOf("org.apache.felix.http.jetty12"));
    }
}

package com.a64platform.core.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingletonTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"farm;singleton:=true", "farm; singleton:=\"true\"", "farm;mandatory:=\"a\" ; singleton := true"
            })
    void isDeclaredBy(String symbolicName) throws IOException {
        assertThat(Singleton.declared(jar(symbolicName))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"farm", "farm;singleton:=false", "farm;singleton=true", "singleton"})
    void isNotDeclaredBy(String symbolicName) throws IOException {
        assertThat(Singleton.declared(jar(symbolicName))).isFalse();
    }

    @Test
    void saysThatTheCopyCannotBeRead() {
        assertThatThrownBy(() -> Singleton.declared(folder.resolve("gone.jar")))
                .isInstanceOf(ModuleFault.class)
                .hasMessageContaining("verified copy");
    }

    private Path jar(String symbolicName) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", symbolicName);
        var file = folder.resolve("module.jar");
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }
}

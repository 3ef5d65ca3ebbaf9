package com.a64platform.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
    @TempDir
    Path folder;

    private PrivateFile file;

    @BeforeEach
    void inFolder() {
        file = new PrivateFile(folder.resolve("secret"));
    }

    @Test
    void readsWhatWasWrittenForItsOwnerOnly() throws IOException {
        file.write(bytes("one"));
        file.write(bytes("two"));

        assertThat(file.read()).hasValue(bytes("two"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining(path -> path.endsWith("secret"));
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void isEmptyWhenThereIsNone() {
        assertThat(file.read()).isEmpty();
        file.delete();
        assertThat(file.read()).isEmpty();
    }

    @Tag("attack")
    @Test
    void doesNotBelieveAFileThatOthersCanRead() throws IOException {
        file.write(bytes("one"));
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(file::read).isInstanceOf(PrivateFile.Exposed.class);
    }

    @Tag("attack")
    @Test
    void doesNotFollowLinks() throws IOException {
        var target = new PrivateFile(folder.resolve("target"));
        target.write(bytes("one"));
        Files.createSymbolicLink(file.path(), target.path());
        assertThatThrownBy(file::read).isInstanceOf(PrivateFile.Exposed.class);

        Files.delete(file.path());
        Files.createLink(file.path(), target.path());
        assertThatThrownBy(file::read).isInstanceOf(PrivateFile.Exposed.class);
    }

    @Test
    void refusesALongFile() {
        file.write(new byte[65 * 1024]);

        assertThatThrownBy(file::read).isInstanceOf(PrivateFile.Exposed.class).hasMessageContaining("larger");
    }

    @Test
    void aNodeKeepsItsId() {
        assertThat(new Node(file, "first").id()).isEqualTo("first");
        assertThat(new Node(file, "second").id()).isEqualTo("first");
        file.write(bytes("damaged\n"));
        assertThatThrownBy(() -> new Node(file, "third")).hasMessageContaining("restore");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

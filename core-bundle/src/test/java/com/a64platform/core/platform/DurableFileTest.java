package com.a64platform.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void inFolder() {
        target = folder.resolve("target");
    }

    @Test
    void isReadByOthersOnlyWhenMeantForThem() throws IOException {
        DurableFile.write(target, new byte[] {1});
        assertThat(rights()).isEqualTo("rw-r--r--");

        DurableFile.writePrivate(target, new byte[] {2});
        assertThat(rights()).isEqualTo("rw-------");
        assertThat(target).hasBinaryContent(new byte[] {2});
    }

    @Test
    void copiesForTheOwnerWhateverTheRightsOfTheSource() throws IOException {
        var source = Files.write(folder.resolve("source"), new byte[] {3});
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-rw-rw-"));

        DurableFile.copyPrivate(source, target);

        assertThat(rights()).isEqualTo("rw-------");
        assertThat(target).hasBinaryContent(new byte[] {3});
    }

    @Tag("attack")
    @Test
    void replacesALinkAndLeavesWhatItPointsTo() throws IOException {
        var elsewhere = Files.write(folder.resolve("elsewhere"), new byte[] {4});
        Files.createSymbolicLink(target, elsewhere);

        DurableFile.write(target, new byte[] {5});

        assertThat(target).hasBinaryContent(new byte[] {5}).isRegularFile();
        assertThat(Files.isSymbolicLink(target)).isFalse();
        assertThat(elsewhere).hasBinaryContent(new byte[] {4});
    }

    @Test
    void leavesNothingBehindWhenItFails() throws IOException {
        DurableFile.write(target, new byte[] {6});

        assertThatThrownBy(() -> DurableFile.copyPrivate(folder.resolve("absent"), target))
                .isInstanceOf(NoSuchFileException.class);

        assertThat(folder.toFile().list()).containsExactly("target");
        assertThat(target).hasBinaryContent(new byte[] {6});
    }

    /** As a node does that starts while a command writes to its conf/. */
    @Test
    void beginsAnewWhenItsPartIsTakenForOneOfADeadProcess() throws IOException {
        var tries = new AtomicInteger();

        DurableFile.replace(target, "write", part -> {
            if (tries.getAndIncrement() == 0) {
                Unfinished.removeFrom(folder);
            }
            Files.write(part, new byte[] {7}, StandardOpenOption.WRITE);
        });

        assertThat(target).hasBinaryContent(new byte[] {7});
        assertThat(rights()).isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly("target");
    }

    private String rights() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(target));
    }
}

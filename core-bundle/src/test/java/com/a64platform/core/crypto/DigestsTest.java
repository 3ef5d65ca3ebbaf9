package com.a64platform.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestsTest {
    /** FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void digestsAsTheStandardDoes(@TempDir Path folder) throws Exception {
        assertThat(Digests.sha256("abc".getBytes())).isEqualTo(ABC);
        assertThat(Digests.sha256(Files.writeString(folder.resolve("f"), "abc")))
                .isEqualTo(ABC);
    }

    @Test
    void readsFilesOfManyBlocks(@TempDir Path folder) throws Exception {
        var content = new byte[300_000];
        content[299_999] = 1;
        assertThat(Digests.sha256(Files.write(folder.resolve("f"), content))).isEqualTo(Digests.sha256(content));
    }

    @Test
    void knowsItsOneForm() {
        assertThat(Digests.isSha256(ABC)).isTrue();
        assertThat(Digests.isSha256(ABC.toUpperCase(java.util.Locale.ROOT))).isFalse();
        assertThat(Digests.isSha256(ABC.substring(1))).isFalse();
        assertThat(Digests.isSha256(ABC.substring(1) + "/")).isFalse();
    }
}

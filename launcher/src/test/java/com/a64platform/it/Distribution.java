package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The archive that is handed out, unpacked as a person would. */
final class Distribution {
    private Distribution() {}

    /** @return the folder that it makes in this one */
    static Path unpackInto(Path folder) {
        Path archive = Path.of(System.getProperty("a64.distribution"));
        try {
            var tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
                    .inheritIO()
                    .start();
            assertThat(tar.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(tar.exitValue()).isZero();
            return folder.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

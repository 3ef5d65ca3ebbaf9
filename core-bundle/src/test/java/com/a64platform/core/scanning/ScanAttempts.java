package com.a64platform.core.scanning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** Gives artifacts to the scan. */
class ScanAttempts {
    static final ModuleDescriptor FARM = new DescriptorReader()
            .read("{\"name\": \"farm\", \"version\": \"1.0.0\", \"displayName\": \"Farm\"}"
                    .getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    @TempDir
    Path scratch;

    final ScanLimits small = new ScanLimits(20, 300_000, 100, 100_000, Duration.ofMinutes(1));

    ScannedArtifact scan(byte[] jar) throws IOException {
        return new ArtifactScan(small, scratch).scan(file(jar), bytes -> FARM);
    }

    void assertRefused(byte[] jar, String why) {
        assertThatThrownBy(() -> scan(jar)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.ARTIFACT_REFUSED);
            assertThat(problem.detail())
                    .startsWith("The artifact is refused: ")
                    .contains(why)
                    .endsWith(".");
        });
    }

    Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "artifact", ".jar"), content);
    }

    static byte[] joined(byte[] first, byte[] second) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first);
        all.write(second);
        return all.toByteArray();
    }
}

package com.a64platform.core.scanning;

import static com.a64platform.core.scanning.JarBuilder.bundle;
import static com.a64platform.core.scanning.JarBuilder.empty;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.fuzz.Fuzzing;
import com.a64platform.core.fuzz.Mutations;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("attack")
class ArchiveFuzzTest {
    private static final String DESCRIPTOR = "{\"name\": \"farm\", \"version\": \"1.0.0\", \"displayName\": \"Farm\"}";
    private static final String MANIFEST = "Manifest-Version: 1.0\r\nBundle-ManifestVersion: 2\r\n"
            + "Bundle-SymbolicName: farm;singleton:=true\r\nImport-Package: com.example;version=\"[1,2)\",jakar\r\n"
            + " ta.ws.rs;resolution:=optional\r\nExport-Package: com.example.api;uses:=\"java.util,a.b\"\r\n\r\n"
            + "Name: x\r\nSHA-256-Digest: abc\r\n\r\n";

    @TempDir
    Path folder;

    @TempDir
    Path scratch;

    @Test
    void readsOrRefusesEveryManifest() {
        Fuzzing.of("manifest", Refusal.class).within(4 << 20).run(15_000, Mutations.of(MANIFEST), bytes -> {
            BundleManifest manifest = BundleManifest.parse(bytes);
            manifest.symbolicName();
            BundleRules.check(manifest);
        });
    }

    @Test
    void readsOrRefusesEveryArchive() throws IOException {
        Path file = folder.resolve("artifact.jar");
        DescriptorReader descriptors = new DescriptorReader();
        ArtifactScan scan = new ArtifactScan(new ScanLimits(50, 1 << 20, 100, 100_000, Duration.ofMinutes(1)), scratch);
        var inputs = Mutations.of(
                bundle().with(JarBuilder.DESCRIPTOR, DESCRIPTOR).build(),
                bundle().stored().with(JarBuilder.DESCRIPTOR, DESCRIPTOR).build(),
                bundle().with(JarBuilder.DESCRIPTOR, DESCRIPTOR)
                        .with(
                                "lib/in.jar",
                                empty().with("a/B.txt", "x".repeat(2000)).build())
                        .build());

        Fuzzing.of("archive", ProblemException.class).run(4_000, inputs, bytes -> {
            Files.write(file, bytes);
            scan.scan(file, descriptors::read);
        });

        try (var left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }
}

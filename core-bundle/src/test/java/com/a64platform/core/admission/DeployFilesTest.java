package com.a64platform.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.registry.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFilesTest {
    @TempDir
    Path home;

    private Path deploy;
    private Path replaced;
    private VerifiedCopies copies;
    private DeployFiles files;

    @BeforeEach
    void open() throws IOException {
        var platform = TestSettings.of(home, "", "development");
        deploy = Files.createDirectories(platform.home().deploy());
        replaced = platform.home().cache().resolve("replaced");
        copies = new VerifiedCopies(platform);
        files = new DeployFiles(platform, copies);
    }

    @Test
    void keepsTheNewestReplacedVersionsOfAModule() throws IOException {
        replace("farm-manager", "farm-manager-1.0.0.jar", 0);
        for (int version = 0; version < 10; version++) {
            replace("farm", "farm-1." + version + ".0.jar", version);
        }

        assertThat(replaced.toFile().list())
                .containsExactlyInAnyOrder(
                        "farm-manager-1.0.0.jar",
                        "farm-1.7.0.jar",
                        "farm-1.7.0.jar.sig",
                        "farm-1.8.0.jar",
                        "farm-1.8.0.jar.sig",
                        "farm-1.9.0.jar",
                        "farm-1.9.0.jar.sig",
                        "farm-manager-1.0.0.jar.sig");
        assertThat(deploy).isEmptyDirectory();
    }

    @Test
    void takesTheSignatureAwayOfAnArtifactThatSomebodyHasDeleted() throws IOException {
        var jar = Files.writeString(deploy.resolve("farm-1.0.0.jar"), "farm");
        var other = Files.writeString(deploy.resolve("hen-1.0.0.jar.sig"), "of hen");
        var copy = copies.take(jar);
        copies.keepSignature(copy.sha256(), "of farm".getBytes(StandardCharsets.UTF_8));
        Files.writeString(deploy.resolve("farm-1.0.0.jar.sig"), "of farm");
        Files.delete(jar);

        files.remove(copy.sha256());

        assertThat(deploy).isDirectoryNotContaining("glob:**farm*");
        assertThat(other).exists();
    }

    private void replace(String module, String name, int seconds) throws IOException {
        var jar = Files.writeString(deploy.resolve(name), name);
        var copy = copies.take(jar);
        copies.keepSignature(copy.sha256(), name.getBytes(StandardCharsets.UTF_8));
        files.retire(module, copy.sha256());
        for (var kept : List.of(name, name + ".sig")) {
            Files.setLastModifiedTime(
                    replaced.resolve(kept), FileTime.from(Instant.now().minusSeconds(100 - seconds)));
        }
    }
}

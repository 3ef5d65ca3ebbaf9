package com.a64platform.core.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.modules.FakeRevisions;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.registry.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentDeskTest {
    private final FakeRevisions revisions = new FakeRevisions();
    private final Readiness readiness = new Readiness();
    private final Workers workers = new Workers();

    @TempDir
    Path folder;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(folder.resolve("run"));
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void tellsEachArtifactThatBeginsToServe() {
        var platform = platform("development");
        var desk = new DevelopmentDesk(platform, revisions, readiness, workers);
        readiness.enter(Readiness.Phase.READY);
        for (String sha256 : new String[] {"ab12", "cd34"}) {
            revisions.promote(revisions.load(artifact(sha256), Duration.ofSeconds(1)));

            await().untilAsserted(() -> assertThat(DevelopmentReport.read(platform.home()))
                    .contains(new DevelopmentReport(
                            ProcessHandle.current().pid(), platform.home().deploy(), Map.of("shop", sha256))));
        }
        desk.close();
    }

    @Test
    void tellsNothingInProductionAndTakesAwayWhatWasTold() {
        var platform = platform("production");
        new DevelopmentReport(1, folder, Map.of("shop", "ab12")).write(platform.home());
        revisions.promote(revisions.load(artifact("cd34"), Duration.ofSeconds(1)));

        var before = Thread.getAllStackTraces().keySet();
        new DevelopmentDesk(platform, revisions, readiness, workers).close();

        assertThat(DevelopmentReport.read(platform.home())).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("development-desk"))
                .isSubsetOf(before);
    }

    private VerifiedArtifact artifact(String sha256) {
        var json = "{\"name\":\"shop\",\"version\":\"1.0.0\",\"displayName\":\"Shop\"}";
        return new VerifiedArtifact(
                new DescriptorReader().read(json.getBytes(StandardCharsets.UTF_8)),
                sha256,
                "publisher",
                folder.resolve("shop.jar"),
                false,
                new ScanReport(100, List.of(), Instant.EPOCH, "1"));
    }

    private Platform platform(String mode) {
        return TestSettings.of(folder, "", mode);
    }
}

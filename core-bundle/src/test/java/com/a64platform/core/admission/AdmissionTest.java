package com.a64platform.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.TestSettings;
import com.a64platform.core.scanning.ArtifactScan;
import com.a64platform.core.scanning.JarBuilder;
import com.a64platform.core.trust.Trust;
import com.example.Hostile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    private static final String DESCRIPTOR = "{\"name\": \"farm\", \"version\": \"1.0.0\", \"displayName\": \"Farm\"}";

    @TempDir
    Path home;

    private VerifiedCopies copies;
    private Admission admission;

    @BeforeEach
    void openTheGate() {
        var platform = new Platform(PlatformSettings.from(settings()));
        copies = new VerifiedCopies(platform);
        admission = new Admission(copies, trust(), new ArtifactScan(), new DescriptorReader(), platform);
    }

    @Test
    void keepsWhatTheScanFoundBesideTheCopy() {
        var artifact = admission.admit(
                file(farm().with("X.class", Hostile.bytes(Hostile.MakesThreads.class))), Optional.empty());

        assertThat(artifact.report().score()).isEqualTo(95);
        assertThat(admission.report(artifact.sha256())).contains(artifact.report());
        assertThat(again(artifact).report()).isEqualTo(artifact.report());
    }

    @Test
    void doesNotScanAgainWhatIsKnown() {
        var artifact = admission.admit(file(farm()), Optional.empty());
        rewrite(artifact, kept -> kept.replace("\"score\":100", "\"score\":91"));

        assertThat(again(artifact).report().score()).isEqualTo(91);
        assertThat(again(artifact).descriptor()).isEqualTo(artifact.descriptor());
    }

    @Test
    void scansAgainWhenTheRulesHaveChanged() {
        var artifact = admission.admit(file(farm()), Optional.empty());
        rewrite(artifact, kept -> kept.replace("\"score\":100", "\"score\":91")
                .replaceAll("\"rulesVersion\":\"[^\"]*\"", "\"rulesVersion\":\"0/17\""));

        assertThat(again(artifact).report().score()).isEqualTo(100);
        assertThat(admission.report(artifact.sha256()).orElseThrow().score()).isEqualTo(100);
    }

    @Tag("attack")
    @Test
    void takesNoMissingDamagedOrForeignReportForAPass() {
        var artifact = admission.admit(
                file(farm().with("X.class", Hostile.bytes(Hostile.MakesThreads.class))), Optional.empty());

        for (UnaryOperator<String> damage : List.<UnaryOperator<String>>of(
                kept -> "",
                kept -> kept.substring(0, kept.length() / 2),
                kept -> kept + "{}",
                kept -> "null",
                kept -> "{}",
                kept -> "[" + kept + "]",
                kept -> kept.replace("\"score\":95", "\"score\":1000"),
                kept -> kept.replace("\"score\":95,", ""),
                kept -> kept.replaceAll("\"findings\":.*\"scannedAt\"", "\"findings\":null,\"scannedAt\""),
                kept -> kept.replaceAll("\"severity\":\"[A-Z]+\"", "\"severity\":null"),
                kept -> kept.replace("\"score\":95", "\"score\":100").replace(artifact.sha256(), "0".repeat(64)))) {
            rewrite(artifact, damage);
            assertThat(again(artifact).report().score()).isEqualTo(95);
        }
        delete(report(artifact));
        assertThat(again(artifact).report().score()).isEqualTo(95);
    }

    @Tag("attack")
    @Test
    void refusesWhatTheRulesOfTodayForbidAlthoughItWasAdmittedBefore() throws IOException {
        var jar = farm().with("X.class", Hostile.bytes(Hostile.Exits.class));
        var file = file(jar);
        var sha256 = VerifiedCopies.digestOf(file);
        Files.copy(file, home.resolve("data/verified/" + sha256 + ".jar"));

        assertThatThrownBy(() -> admission.admitted(sha256, VerifiedArtifact.UNSIGNED))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.ARTIFACT_REFUSED);
                    assertThat(refusal.detail()).contains("ends the whole process");
                });
        assertThat(admission.report(sha256)).isEmpty();
    }

    @Tag("attack")
    @Test
    void leavesNothingBehindOfWhatItRefuses() throws IOException {
        var hostile = file(farm().with("X.class", Hostile.bytes(Hostile.Exits.class)));
        var huge = home.resolve("huge.jar");
        try (var sparse = new java.io.RandomAccessFile(huge.toFile(), "rw")) {
            sparse.setLength(2L * 1024 * 1024 * 1024);
        }

        assertThatThrownBy(() -> admission.admit(hostile, Optional.empty()))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.errors())
                        .anySatisfy(error -> assertThat(error.pointer()).isEqualTo("/findings/exit")));
        assertThatThrownBy(() -> admission.admit(huge, Optional.empty()))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
        assertThat(home.resolve("data/verified")).isEmptyDirectory();
    }

    @Test
    void clearsAwayNothingThatIsBeingAdmitted() {
        var file = file(farm());
        var artifact = admission.holding(() -> {
            var admitted = admission.admit(file, Optional.empty());
            CompletableFuture.runAsync(() -> copies.keepOnly(Set::of)).join();
            return admitted;
        });
        assertThat(artifact.file()).exists();

        copies.keepOnly(Set::of);
        assertThat(home.resolve("data/verified")).isEmptyDirectory();
    }

    private VerifiedArtifact again(VerifiedArtifact artifact) {
        return admission.admitted(artifact.sha256(), artifact.publisher()).orElseThrow();
    }

    private static JarBuilder farm() {
        return JarBuilder.bundle().with("META-INF/a64/module.json", DESCRIPTOR);
    }

    private Path file(JarBuilder jar) {
        try {
            return Files.write(Files.createTempFile(home, "farm", ".jar"), jar.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path report(VerifiedArtifact artifact) {
        return home.resolve("data/verified/" + artifact.sha256() + ".jar.scan");
    }

    private void rewrite(VerifiedArtifact artifact, UnaryOperator<String> change) {
        try {
            var before = Files.readString(report(artifact));
            var after = change.apply(before);
            assertThat(after).isNotEqualTo(before);
            Files.writeString(report(artifact), after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settings() {
        var values = TestSettings.values(home, "development");
        values.put("MAX_MODULE_SIZE_MB", "50");
        values.put("MODULE_INSTALL_TIMEOUT", "60");
        return values;
    }

    /** Nothing here is signed; the name is free. */
    private static Trust trust() {
        return (Trust) Proxy.newProxyInstance(
                AdmissionTest.class.getClassLoader(), new Class<?>[] {Trust.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("check")) {
                        return null;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}

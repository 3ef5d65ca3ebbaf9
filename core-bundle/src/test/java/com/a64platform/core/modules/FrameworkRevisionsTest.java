package com.a64platform.core.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.registry.TestSettings;
import com.a64platform.core.remnants.EveryKind;
import com.a64platform.core.unloading.Unloading;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;

class FrameworkRevisionsTest {
    private static final byte[] VERIFIED = "what was verified".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    /** What the framework was asked for, in order. */
    private final List<String> asked = new ArrayList<>();

    private final AdmittedBundles admitted = new AdmittedBundles();
    private final BundleRevision revision = fake(BundleRevision.class, (method, arguments) -> null);
    private final Bundle bundle = fake(Bundle.class, (method, arguments) -> {
        asked.add(method);
        return switch (method) {
            case "adapt" -> revision;
            case "getBundleId" -> 7L;
            default -> null;
        };
    });

    @Tag("attack")
    @Test
    void startsNothingThatWasSwappedAfterItWasVerified() throws IOException {
        Path copy = Files.write(folder.resolve("copy.jar"), VERIFIED);
        VerifiedArtifact artifact = artifact(copy);
        Files.write(copy, "what somebody else put there".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> revisions().load(artifact, Duration.ofSeconds(5)))
                .isInstanceOf(ModuleFault.class)
                .hasMessageContaining("was changed while it was loaded");

        assertThat(asked).containsExactly("uninstall");
    }

    @Tag("attack")
    @Test
    void followsNoLinkToWhatItLoads() throws IOException {
        Path elsewhere = Files.write(folder.resolve("elsewhere.jar"), VERIFIED);
        VerifiedArtifact artifact = artifact(Files.createSymbolicLink(folder.resolve("copy.jar"), elsewhere));

        assertThatThrownBy(() -> revisions().load(artifact, Duration.ofSeconds(5)))
                .isInstanceOf(ModuleFault.class);

        assertThat(asked).isEmpty();
    }

    private FrameworkRevisions revisions() {
        BundleContext context = fake(BundleContext.class, (method, arguments) -> {
            assertThat(method).isEqualTo("installBundle");
            ((InputStream) arguments[1]).readAllBytes();
            return bundle;
        });
        var workers = new Workers();
        var breaker = new StartBreaker(
                folder.resolve("starts"), "machine", Duration.ofSeconds(5), workers, Clock.systemUTC());
        return new FrameworkRevisions(
                context,
                admitted,
                null,
                breaker,
                workers,
                new Unloading(workers, new EveryKind(), new Readiness()),
                TestSettings.of(folder, "", "development"));
    }

    private static VerifiedArtifact artifact(Path copy) {
        var descriptor = new DescriptorReader()
                .read("{\"name\": \"farm\", \"version\": \"1.0.0\", \"displayName\": \"Farm\"}"
                        .getBytes(StandardCharsets.UTF_8));
        return new VerifiedArtifact(
                descriptor,
                Digests.sha256(VERIFIED),
                "acme",
                copy,
                true,
                new ScanReport(100, List.of(), Instant.EPOCH, "test"));
    }

    private interface Calls {
        Object answer(String method, Object[] arguments) throws IOException;
    }

    private static <T> T fake(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> calls.answer(method.getName(), arguments)));
    }
}

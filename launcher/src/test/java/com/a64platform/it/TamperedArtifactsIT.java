package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.trust.ArtifactStatement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One artifact, changed in one place or with a signature that is not its own: each is refused, and nothing of it runs. */
@Tag("attack")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TamperedArtifactsIT {
    private static final String JAR = "tampered-1.0.0.jar";

    @TempDir
    private static Path folder;

    private static Path home;
    private static Path marker;
    private static PlatformProcess node;
    private static Operator admin;
    private static byte[] jar;
    private static byte[] signature;
    private static byte[] foreign;

    /** What lies in deploy/ after an attack. */
    private record Attack(byte[] jar, Optional<byte[]> signature) {}

    @BeforeAll
    static void signAnHonestOne() throws IOException {
        home = folder.resolve("home");
        marker = folder.resolve("ran");
        Publisher publisher = Publisher.trustedBy(home);
        Path honest = ModuleJar.hello()
                .named("tampered")
                .asking("file:write:/")
                .component(
                        "Marker",
                        "public class Marker { static { try { java.nio.file.Files.writeString(java.nio.file.Path.of(\""
                                + marker + "\"), \"ran\"); } catch (java.io.IOException e) {"
                                + " throw new java.io.UncheckedIOException(e); } } }")
                .writeTo(folder.resolve("made"));
        jar = Files.readAllBytes(honest);
        signature = Files.readAllBytes(publisher.sign(honest));
        foreign = Files.readAllBytes(
                publisher.sign(ModuleJar.hello().named("foreign").writeTo(folder.resolve("other"))));
        node = Operator.of(PlatformProcess.on(home)).inProduction().start();
        admin = new Operator(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                attack("a byte of a class", "digest-mismatch", () -> changed("misbehaving/Marker.class")),
                attack("a byte of the manifest", "digest-mismatch", () -> changed("META-INF/MANIFEST.MF")),
                attack("a byte of the descriptor", "digest-mismatch", () -> changed("META-INF/a64/module.json")),
                attack("no signature", "signature-missing", () -> new Attack(jar, Optional.empty())),
                attack("half a signature", "signature-invalid", () -> with(Arrays.copyOf(signature, 100))),
                attack("another module's signature", "digest-mismatch", () -> with(foreign)),
                attack("signed as another version", "signature-invalid", () -> with(signedAs("tampered", "1.0.1"))),
                attack("signed as another name", "signature-invalid", () -> with(signedAs("another", "1.0.0"))));
    }

    private static Arguments attack(String what, String refusal, Supplier<Attack> attack) {
        return arguments(what, refusal, attack);
    }

    @Order(1)
    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void isRefusedAndNothingOfItRuns(String what, String refusal, Supplier<Attack> attack) {
        drop(attack.get());

        assertThat(admin.awaitNote(JAR)).as(what).contains(refusal);
        assertThat(admin.installation("tampered")).as(what).isEmpty();
        assertThat(admin.moduleBundles()).as(what).isEmpty();
        assertThat(marker).as(what).doesNotExist();
        clear();
    }

    /** Without this, all of the above would hold for a module that never runs. */
    @Order(2)
    @Test
    void theHonestOneRuns() {
        drop(with(signature));

        admin.awaitInstallation("tampered", "1.0.0 ENABLED");
        patiently().until(() -> Files.exists(marker));
    }

    private static Attack with(byte[] otherSignature) {
        return new Attack(jar, Optional.of(otherSignature));
    }

    /** The same archive, but for one byte in the middle of one entry. */
    private static Attack changed(String name) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(changed)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                if (entry.getName().equals(name)) {
                    content[content.length / 2] ^= 1;
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Attack(changed.toByteArray(), Optional.of(signature));
    }

    /** The publisher's own signature over these very bytes, which says that they are something else. */
    private static byte[] signedAs(String name, String version) {
        SigningKey key =
                SigningKey.load(home.resolve("data/dev-keys/publisher.key")).orElseThrow();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ArtifactStatement said =
                new ArtifactStatement(name, version, Digests.sha256(jar), jar.length, "development", now);
        return Envelope.sign(DocumentType.ARTIFACT.mediaType(), said.write(), List.of(key));
    }

    private static void drop(Attack attack) {
        try {
            if (attack.signature().isPresent()) {
                Files.write(
                        node.deploy().resolve(JAR + ".sig"), attack.signature().get());
            }
            Files.write(node.deploy().resolve(JAR), attack.jar());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void clear() {
        try {
            Files.delete(node.deploy().resolve(JAR));
            Files.deleteIfExists(node.deploy().resolve(JAR + ".sig"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        patiently().until(() -> Files.notExists(admin.note(JAR)));
    }
}

package com.a64platform.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("attack")
class ArtifactTrustTest {
    private static final String DIGEST = Digests.sha256(TrustWorld.JAR);

    @TempDir
    Path folder;

    private TrustWorld world;

    @BeforeEach
    void makeWorld() {
        world = new TrustWorld(folder);
        world.anchor(world.root(1, "root"));
    }

    private ArtifactStatement verify(byte[] signature) {
        return world.trust().verifyArtifact(signature, DIGEST, TrustWorld.JAR.length);
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.detail()).endsWith(".").doesNotContain("\n");
        });
    }

    private byte[] good() {
        return world.signature("farm-manager", "1.0.0", "acme", "acme");
    }

    @Test
    void takesWhatATrustedPublisherSigned() {
        var statement = verify(good());
        assertThat(statement.name()).isEqualTo("farm-manager");
        assertThat(statement.publisher()).isEqualTo("acme");
    }

    @Test
    void refusesAChangedFile() {
        var other = Digests.sha256("other".getBytes());
        refused(ErrorCode.DIGEST_MISMATCH, () -> world.trust().verifyArtifact(good(), other, TrustWorld.JAR.length));
        refused(ErrorCode.DIGEST_MISMATCH, () -> world.trust().verifyArtifact(good(), DIGEST, 1));
    }

    @Test
    void refusesASignatureOfSomebodyElse() {
        refused(
                ErrorCode.SIGNATURE_INVALID,
                () -> verify(world.signature("farm-manager", "1.0.0", "acme", "stranger")));
        refused(
                ErrorCode.PUBLISHER_UNKNOWN,
                () -> verify(world.signature("farm-manager", "1.0.0", "stranger", "stranger")));
    }

    @Test
    void refusesTheKeysOfOtherRoles() {
        for (String role : List.of("root", "registry", "timestamp")) {
            refused(ErrorCode.SIGNATURE_INVALID, () -> verify(world.signature("farm-manager", "1.0.0", "acme", role)));
        }
    }

    @Test
    void refusesWhatIsNoSignature() {
        refused(ErrorCode.SIGNATURE_INVALID, () -> verify(new byte[0]));
        refused(ErrorCode.SIGNATURE_INVALID, () -> verify(new byte[100_000]));
        refused(
                ErrorCode.SIGNATURE_INVALID,
                () -> verify(world.sign(DocumentType.ARTIFACT, StrictJson.object(), "acme")));
        var asCatalog = world.sign(DocumentType.CATALOG, world.catalogDocument(1), "acme");
        refused(ErrorCode.SIGNATURE_INVALID, () -> verify(asCatalog));
    }

    @Test
    void refusesImproperNamesEvenWhenSigned() {
        for (String name : List.of("../x", "Farm", "a/b", "")) {
            refused(ErrorCode.SIGNATURE_INVALID, () -> verify(world.signature(name, "1.0.0", "acme", "acme")));
        }
        refused(ErrorCode.SIGNATURE_INVALID, () -> verify(world.signature("farm-manager", "1.0", "acme", "acme")));
    }

    @Test
    void refusesARevokedKeyWhateverDateItSigned() {
        world.publishers.put("acme", List.of("acme"));
        world.revoked = List.of("acme");
        world.anchor(world.root(1, "root"));
        refused(ErrorCode.PUBLISHER_REVOKED, () -> verify(good()));
    }

    @Test
    void asksForAsManyKeysAsThePublisherNeeds() {
        world.publishers.put("acme", List.of("acme", "acme-2"));
        world.anchor(world.root(1, "root"));
        refused(ErrorCode.SIGNATURE_INVALID, () -> verify(good()));
    }

    @Test
    void admitsNothingWithoutARootDocument() {
        var empty = new TrustWorld(folder.resolve("empty"));
        empty.keys.putAll(world.keys);
        refused(ErrorCode.TRUST_METADATA_INVALID, () -> empty.trust().verifyArtifact(good(), DIGEST, 24));
        assertThat(empty.trust().issuers("acme")).isEmpty();
    }

    @Test
    void admitsNothingAfterTheRootDocumentExpired() {
        world.now = TrustWorld.NOW.plus(Duration.ofDays(366));
        refused(ErrorCode.TRUST_METADATA_INVALID, () -> verify(good()));
    }

    @Test
    void trustsDevelopmentKeysInDevelopmentModeOnly() {
        var developer = new TrustWorld(folder.resolve("developer"));
        developer.publishers.clear();
        developer.publishers.put("development", List.of("developer"));
        var signature = developer.signature("farm-manager", "1.0.0", "development", "developer");
        world.developmentAnchor(developer.root(1, "root"));

        refused(ErrorCode.PUBLISHER_UNKNOWN, () -> verify(signature));
        assertThat(world.trust(Mode.DEVELOPMENT)
                        .verifyArtifact(signature, DIGEST, TrustWorld.JAR.length)
                        .publisher())
                .isEqualTo("development");
    }

    @Test
    void developmentKeysNeverSpeakForARealPublisher() {
        var developer = new TrustWorld(folder.resolve("developer"));
        var forged = developer.signature("farm-manager", "1.0.0", "acme", "acme");
        world.developmentAnchor(developer.root(1, "root"));
        refused(ErrorCode.SIGNATURE_INVALID, () -> world.trust(Mode.DEVELOPMENT)
                .verifyArtifact(forged, DIGEST, TrustWorld.JAR.length));
    }
}

package com.a64platform.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("attack")
class RootTrustTest {
    @TempDir
    Path folder;

    private TrustWorld world;

    @BeforeEach
    void makeWorld() {
        world = new TrustWorld(folder);
        world.anchor(world.root(1, "root"));
    }

    private void addPublisher(String name) {
        world.publishers.put(name, List.of(name));
    }

    private boolean trusts(String publisher) {
        try {
            var signature = world.signature("farm-manager", "1.0.0", publisher, publisher);
            world.trust().verifyArtifact(signature, Digests.sha256(TrustWorld.JAR), TrustWorld.JAR.length);
            return true;
        } catch (ProblemException refused) {
            return false;
        }
    }

    private void refused(byte[] root, String why) {
        assertThatThrownBy(() -> world.trust().acceptRoot("default", root))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(why);
    }

    @Test
    void followsTheChainAcrossStarts() {
        addPublisher("later");
        assertThat(trusts("later")).isFalse();
        world.trust().acceptRoot("default", world.root(2, "root"));
        addPublisher("latest");
        world.trust().acceptRoot("default", world.root(3, "root"));
        assertThat(trusts("later")).isTrue();
        assertThat(trusts("latest")).isTrue();
    }

    @Test
    void takesThePresentOneAgainWithoutChange() {
        world.trust().acceptRoot("default", world.root(1, "root"));
        assertThat(trusts("acme")).isTrue();
    }

    @Test
    void wantsTheThresholdsOfTheOldAndOfTheNew() {
        world.roles.put("root", List.of("root-2", "root-3"));
        refused(world.root(2, "root-2", "root-3"), "root keys of version 1");
        refused(world.root(2, "root", "root-2"), "its own root keys");
        refused(world.root(2, "root", "root-2", "root-2"), "its own root keys");
        world.trust().acceptRoot("default", world.root(2, "root", "root-2", "root-3"));
        refused(world.root(3, "root", "root-2"), "its own root keys");
    }

    @Test
    void refusesAGapInTheChain() {
        addPublisher("later");
        refused(world.root(3, "root"), "version 3, not 2");
        assertThat(trusts("later")).isFalse();
    }

    @Test
    void onlyTheLastOfAChainMustBeUnexpired() throws Exception {
        var expired = world.rootDocument(1)
                .put("expires", TrustWorld.NOW.minus(Duration.ofDays(1)).toString());
        world.anchor(world.sign(DocumentType.ROOT, expired, "root"));
        assertThat(trusts("acme")).isFalse();
        TrustWorld.write(world.home.data().resolve("trust/roots/root-2.json"), world.root(2, "root"));
        assertThat(trusts("acme")).isTrue();
    }

    @Test
    void refusesToGoBackToAnOlderRoot() throws Exception {
        world.revoked = List.of("acme");
        world.trust().acceptRoot("default", world.root(2, "root"));
        Files.delete(world.home.data().resolve("trust/roots/root-2.json"));
        assertThat(trusts("acme")).isFalse();
        assertThatThrownBy(() -> world.trust().verifyCatalog("default", new byte[0], new byte[0]))
                .hasMessageContaining("version 2 was in use before");
    }

    @Test
    void refusesAForgedUpdateInTheHome() {
        addPublisher("forger");
        TrustWorld.write(world.home.data().resolve("trust/roots/root-2.json"), world.root(2, "forger"));
        assertThat(trusts("forger")).isFalse();
    }

    @Test
    void refusesAKeyWithTwoRoles() {
        world.publishers.put("acme", List.of("registry"));
        refusedAnchor(world.root(1, "root"), "two roles");
        world.publishers.put("acme", List.of("acme", "acme"));
        refusedAnchor(world.root(1, "root"), "distinct keys");
    }

    @Test
    void refusesAKeyUnderTheIdOfAnother() {
        var document = world.rootDocument(1);
        var keys = (com.fasterxml.jackson.databind.node.ObjectNode) document.get("keys");
        keys.set(world.keyId("acme"), keys.get(world.keyId("registry")));
        refusedAnchor(world.sign(DocumentType.ROOT, document, "root"), "id of another");
    }

    private static void refusedAnchor(byte[] root, String why) {
        assertThatThrownBy(() -> Root.anchor(root))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageContaining(why);
    }
}

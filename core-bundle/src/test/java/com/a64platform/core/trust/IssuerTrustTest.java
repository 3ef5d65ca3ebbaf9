package com.a64platform.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("attack")
class IssuerTrustTest {
    @TempDir
    Path folder;

    private TrustWorld world;

    @BeforeEach
    void makeWorld() {
        world = new TrustWorld(folder);
        world.publishers.put("other", List.of("other"));
        world.anchor(world.root(1, "root"));
    }

    private void state(long version, String signer, String... issuers) {
        var document = world.statementDocument("acme", version, issuers);
        world.statement("acme", world.sign(DocumentType.PUBLISHER, document, signer));
    }

    private List<String> issuers() {
        return world.trust().issuers("acme").stream().map(LicenseIssuer::keyId).toList();
    }

    @Test
    void namesWhomThePublisherNames() {
        assertThat(issuers()).isEmpty();
        state(1, "acme", "issuer");
        assertThat(issuers()).containsExactly(world.keyId("issuer"));
        assertThat(world.trust().issuers("other")).isEmpty();
        assertThat(world.trust().issuers("../acme")).isEmpty();
    }

    @Test
    void refusesAStatementOfSomebodyElse() {
        state(1, "other", "issuer");
        assertThatThrownBy(this::issuers).isInstanceOf(ProblemException.class).hasMessageContaining("not signed");
        var others = world.sign(DocumentType.PUBLISHER, world.statementDocument("acme", 1, "issuer"), "other");
        world.statement("other", others);
        assertThatThrownBy(() -> world.trust().issuers("other")).hasMessageContaining("another publisher");
    }

    @Test
    void anIssuerHasNoOtherRoleAndIsNotRevoked() {
        world.revoked = List.of("stolen");
        world.anchor(world.root(1, "root"));
        state(1, "acme", "registry", "acme", "other", "stolen", "issuer");
        assertThat(issuers()).containsExactly(world.keyId("issuer"));
    }

    @Test
    void refusesAnOlderStatement() {
        state(2, "acme", "issuer");
        assertThat(issuers()).hasSize(1);
        state(1, "acme", "issuer", "withdrawn");
        assertThatThrownBy(this::issuers).hasMessageContaining("newer one was in use");
    }

    @Test
    void goesOnAfterTheRootExpired() {
        state(1, "acme", "issuer");
        world.now = TrustWorld.NOW.plus(Duration.ofDays(400));
        assertThat(issuers()).containsExactly(world.keyId("issuer"));
    }

    @Test
    void aRevokedPublisherNamesNobody() {
        state(1, "acme", "issuer");
        world.revoked = List.of("acme");
        world.anchor(world.root(1, "root"));
        assertThatThrownBy(this::issuers).isInstanceOf(ProblemException.class);
    }
}

package com.a64platform.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
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

/** Two registries in one home: what each may say, and what neither may take from the other. */
@Tag("attack")
class RegistriesTrustTest {
    @TempDir
    Path folder;

    /** The registry of MODULE_REGISTRY, and a second one that was added. */
    private TrustWorld first;

    private TrustWorld second;

    @BeforeEach
    void makeWorlds() {
        first = new TrustWorld(folder);
        first.anchor(first.root(1, "root"));
        second = new TrustWorld(folder);
        second.publishers.clear();
        second.publishers.put("zenith", List.of("zenith"));
        second.anchor("second", second.root(1, "root"));
    }

    private void refused(ErrorCode code, String why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(code))
                .hasMessageContaining(why);
    }

    private void verify(TrustWorld world, String registry) {
        var catalog = world.catalog(1);
        first.trust().verifyCatalog(registry, world.timestamp(1, 1, catalog), catalog);
    }

    private ArtifactStatement verified(TrustWorld world, String publisher, String signer) {
        var signature = world.signature("farm-manager", "1.0.0", publisher, signer);
        return first.trust().verifyArtifact(signature, Digests.sha256(TrustWorld.JAR), TrustWorld.JAR.length);
    }

    @Test
    void eachRegistrySpeaksForItselfOnly() {
        verify(first, "default");
        verify(second, "second");
        refused(
                ErrorCode.TRUST_METADATA_INVALID,
                "not signed by a key this home trusts",
                () -> verify(first, "second"));
        refused(
                ErrorCode.TRUST_METADATA_INVALID,
                "not signed by a key this home trusts",
                () -> verify(second, "default"));
        refused(ErrorCode.TRUST_METADATA_INVALID, "trusts nobody yet", () -> verify(second, "third"));
        assertThat(verified(first, "acme", "acme").publisher()).isEqualTo("acme");
        assertThat(verified(second, "zenith", "zenith").publisher()).isEqualTo("zenith");
    }

    @Test
    void aDocumentOfOneMixedWithOneOfTheOtherIsRefused() {
        var catalog = second.catalog(1);
        var timestamp = first.timestamp(1, 1, catalog);
        refused(ErrorCode.TRUST_METADATA_INVALID, "the catalog is not signed", () -> first.trust()
                .verifyCatalog("default", timestamp, catalog));
    }

    @Test
    void eachFollowsItsOwnChain() {
        second.revoked = List.of("zenith");
        var next = second.root(2, "root");
        refused(ErrorCode.TRUST_METADATA_INVALID, "does not follow", () -> first.trust()
                .acceptRoot("default", next));
        first.trust().acceptRoot("second", next);
        assertThat(first.trust().rootVersion("second")).hasValue(2);
        assertThat(first.trust().rootVersion("default")).hasValue(1);
        refused(ErrorCode.PUBLISHER_REVOKED, "is revoked", () -> verified(second, "zenith", "zenith"));
    }

    @Test
    void aRegistryThatWentBackDoesNotCountButTheOtherGoesOn() throws Exception {
        first.trust().acceptRoot("second", second.root(2, "root"));
        java.nio.file.Files.delete(first.home.data().resolve("trust/registries/second/root-2.json"));
        refused(ErrorCode.TRUST_METADATA_INVALID, "version 2 was in use before", () -> verify(second, "second"));
        refused(ErrorCode.PUBLISHER_UNKNOWN, "not trusted", () -> verified(second, "zenith", "zenith"));
        verify(first, "default");
    }

    @Test
    void anExpiredRootIsThatRegistrysTroubleOnly() {
        var expired = second.rootDocument(1)
                .put("expires", TrustWorld.NOW.minus(Duration.ofDays(1)).toString());
        second.anchor("second", second.sign(DocumentType.ROOT, expired, "root"));
        refused(ErrorCode.TRUST_METADATA_INVALID, "has expired", () -> verify(second, "second"));
        refused(ErrorCode.TRUST_METADATA_INVALID, "has expired", () -> verified(second, "zenith", "zenith"));
        verify(first, "default");
        verified(first, "acme", "acme");
    }

    @Test
    void aKeyThatHasAnotherRoleInAnotherDocumentVoidsTheLaterOne() {
        second.keys.put("zenith", first.key("timestamp"));
        second.anchor("second", second.root(1, "root"));
        refused(ErrorCode.PUBLISHER_UNKNOWN, "not trusted", () -> verified(second, "zenith", "zenith"));
        verified(first, "acme", "acme");
    }

    @Test
    void anAddedPublisherIsTrustedUntilItIsTakenOut() throws Exception {
        refused(ErrorCode.PUBLISHER_UNKNOWN, "not trusted", () -> verified(first, "friend", "friend"));
        first.added("friend");
        assertThat(verified(first, "friend", "friend").publisher()).isEqualTo("friend");
        var signature = first.signature("farm-manager", "1.0.0", "friend", "friend");
        assertThat(first.trust().doubt(signature)).isEmpty();
        new TrustFiles(first.home).removePublisher("friend");
        assertThat(first.trust().doubt(signature)).hasValue("publisher not trusted any more");
    }

    @Test
    void anAddedKeyThatHasARoleAlreadyCountsForNothing() {
        first.keys.put("friend", first.key("registry"));
        refused(ErrorCode.CONFLICT, "one key has one role", () -> first.added("friend"));
        first.keys.remove("friend");
        first.added("friend");
        first.roles.put("timestamp", List.of("friend"));
        first.anchor(first.root(1, "root"));
        refused(ErrorCode.PUBLISHER_UNKNOWN, "not trusted", () -> verified(first, "friend", "friend"));
    }

    @Test
    void whoIsInUseCannotBeSpokenForByAnotherRegistry() {
        first.trust().admit("farm-manager", "1.0.0", "acme", "default");
        var thief = new TrustWorld(folder);
        thief.anchor("a-thief", thief.root(1, "root"));
        refused(ErrorCode.SIGNATURE_INVALID, "not made by acme", () -> verified(thief, "acme", "acme"));
        verified(first, "acme", "acme");
    }

    @Test
    void anotherRegistryOfferingAnExistingNameIsRefused() {
        second.publishers.put("acme", List.of("acme"));
        second.keys.put("acme", first.key("acme"));
        second.anchor("second", second.root(1, "root"));
        first.trust().admit("farm-manager", "1.0.0", "acme", "default");
        refused(ErrorCode.PUBLISHER_UNKNOWN, "comes from the registry default here", () -> first.trust()
                .check("farm-manager", "2.0.0", "acme", "second"));
        refused(ErrorCode.PUBLISHER_UNKNOWN, "comes from the registry default here", () -> first.trust()
                .admit("farm-manager", "2.0.0", "acme", "second"));
        assertThat(first.trust().registryOf("farm-manager")).hasValue("default");
        first.trust().check("farm-manager", "2.0.0", "acme", "");
    }

    @Test
    void whatCameByHandIsPinnedToTheFirstRegistryThatOffersIt() {
        first.trust().admit("farm-manager", "1.0.0", "acme", "");
        assertThat(first.trust().registryOf("farm-manager")).isEmpty();
        first.trust().admit("farm-manager", "1.1.0", "acme", "default");
        refused(ErrorCode.PUBLISHER_UNKNOWN, "comes from the registry default", () -> first.trust()
                .check("farm-manager", "1.2.0", "acme", "second"));
    }

    @Test
    void aNameGoesToWhomItsOwnerSignsItOver() {
        first.trust().admit("farm-manager", "1.0.0", "acme", "default");
        refused(ErrorCode.PUBLISHER_UNKNOWN, "belongs to the publisher acme", () -> first.trust()
                .check("farm-manager", "2.0.0", "zenith", "second"));
        first.transfer("farm-manager", 1, "acme", "zenith", "acme");
        first.trust().admit("farm-manager", "2.0.0", "zenith", "second");
        assertThat(first.trust().registryOf("farm-manager")).hasValue("second");
        refused(ErrorCode.PUBLISHER_UNKNOWN, "belongs to the publisher zenith", () -> first.trust()
                .check("farm-manager", "2.0.0", "acme", "default"));
        refused(ErrorCode.VERSION_TOO_OLD, "older than 2.0.0", () -> first.trust()
                .check("farm-manager", "1.0.0", "zenith", "second"));
    }

    @Test
    void nobodyElseSignsANameOverAndNoOldWordCountsAgain() {
        first.trust().admit("farm-manager", "1.0.0", "acme", "default");
        second.transfer("farm-manager", 1, "acme", "zenith", "zenith");
        refused(ErrorCode.TRUST_METADATA_INVALID, "not signed by acme", () -> first.trust()
                .check("farm-manager", "2.0.0", "zenith", "second"));
        first.transfer("farm-manager", 1, "acme", "zenith", "acme");
        first.trust().admit("farm-manager", "2.0.0", "zenith", "second");
        second.transfer("farm-manager", 2, "zenith", "acme", "zenith");
        first.trust().admit("farm-manager", "3.0.0", "acme", "default");
        first.transfer("farm-manager", 1, "acme", "zenith", "acme");
        refused(ErrorCode.PUBLISHER_UNKNOWN, "belongs to the publisher acme", () -> first.trust()
                .check("farm-manager", "4.0.0", "zenith", "second"));
    }

    @Test
    void aRotatedKeyBeginsToCountAnew() {
        var catalog = first.catalog(900);
        first.trust().verifyCatalog("default", first.timestamp(900, 900, catalog), catalog);
        refused(ErrorCode.TRUST_METADATA_INVALID, "version 900 was seen before", () -> verify(first, "default"));
        first.keys.put("timestamp", com.a64platform.core.crypto.SigningKey.generate());
        first.keys.put("registry", com.a64platform.core.crypto.SigningKey.generate());
        first.trust().acceptRoot("default", first.root(2, "root"));
        verify(first, "default");
    }

    @Test
    void noFolderLetsDevelopmentKeysIntoProduction() {
        var developer = new TrustWorld(folder);
        developer.publishers.clear();
        developer.publishers.put("development", List.of("developer"));
        developer.developmentAnchor(developer.root(1, "root"));
        developer.anchor("development", developer.root(1, "root"));
        refused(ErrorCode.PUBLISHER_UNKNOWN, "not trusted", () -> verified(developer, "development", "developer"));
    }

    @Test
    void anIssuerWhoseKeyHasARoleInAnotherRegistryIssuesNothing() {
        first.statement(
                "acme", first.sign(DocumentType.PUBLISHER, first.statementDocument("acme", 1, "issuer"), "acme"));
        assertThat(first.trust().issuers("acme")).hasSize(1);
        second.keys.put("timestamp", first.key("issuer"));
        second.anchor("second", second.root(1, "root"));
        assertThat(first.trust().issuers("acme")).isEmpty();
    }

    @Test
    void aCatalogNeedsAsManyKeysAsItsRole() {
        first.roles.put("registry", List.of("registry", "registry-2"));
        first.anchor(first.root(1, "root"));
        refused(ErrorCode.TRUST_METADATA_INVALID, "the catalog is not signed", () -> verify(first, "default"));
        var both = first.sign(DocumentType.CATALOG, first.catalogDocument(1), "registry", "registry-2");
        first.trust().verifyCatalog("default", first.timestamp(1, 1, both), both);
    }
}

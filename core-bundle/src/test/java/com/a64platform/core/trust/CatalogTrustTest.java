package com.a64platform.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("attack")
class CatalogTrustTest {
    @TempDir
    Path folder;

    private TrustWorld world;

    @BeforeEach
    void makeWorld() {
        world = new TrustWorld(folder);
        world.anchor(world.root(1, "root"));
    }

    private Catalog verify(long timestampVersion, long catalogVersion) {
        var catalog = world.catalog(catalogVersion);
        return world.trust()
                .verifyCatalog("default", world.timestamp(timestampVersion, catalogVersion, catalog), catalog);
    }

    private void refused(String why, byte[] timestamp, byte[] catalog) {
        assertThatThrownBy(() -> world.trust().verifyCatalog("default", timestamp, catalog))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.TRUST_METADATA_INVALID))
                .hasMessageContaining(why);
    }

    private void refusedCatalog(String why, ObjectNode document) {
        var catalog = world.sign(DocumentType.CATALOG, document, "registry");
        refused(why, world.timestamp(9, document.get("version").longValue(), catalog), catalog);
    }

    @Test
    void readsWhatTheRegistryOffers() {
        var entry = verify(1, 1).modules().get(0);
        assertThat(entry.name()).isEqualTo("farm-manager");
        assertThat(entry.versions().get(0).descriptor()).containsEntry("name", "farm-manager");
        assertThat(entry.versions().get(0).yanked()).isFalse();
    }

    @Test
    void refusesAReplayedTimestamp() {
        verify(5, 3);
        var catalog = world.catalog(3);
        refused("the timestamp has version 4, version 5 was seen", world.timestamp(4, 3, catalog), catalog);
        assertThat(verify(5, 3).version()).isEqualTo(3);
    }

    @Test
    void refusesAnOlderCatalogUnderANewerTimestamp() {
        verify(5, 3);
        var old = world.catalog(2);
        refused("the catalog has version 2, version 3 was seen", world.timestamp(6, 2, old), old);
    }

    @Test
    void refusesDocumentsThatDoNotBelongTogether() {
        var one = world.catalog(1);
        var two = world.catalog(2);
        refused("not the one that the timestamp means", world.timestamp(1, 1, one), two);
        refused("version is not the one", world.timestamp(1, 1, two), two);
    }

    @Test
    void refusesToBeFrozen() {
        var catalog = world.catalog(1);
        var timestamp = world.timestamp(1, 1, catalog);
        world.now = world.now.plus(Duration.ofDays(7));
        refused("the timestamp has expired", timestamp, catalog);
        world.now = TrustWorld.NOW.plus(Duration.ofDays(90));
        refused("the catalog has expired", world.timestamp(2, 1, catalog), catalog);
    }

    @Test
    void takesWhatHasExpiredByConsentAndNeverWhatIsOlder() {
        var old = world.catalog(1);
        var oldTimestamp = world.timestamp(1, 1, old);
        var newer = world.catalog(2);
        var newerTimestamp = world.timestamp(2, 2, newer);
        world.now = world.now.plus(Duration.ofDays(100));
        refused("the timestamp has expired", newerTimestamp, newer);

        assertThat(world.trust()
                        .verifyCatalog("default", newerTimestamp, newer, true)
                        .version())
                .isEqualTo(2);
        assertThatThrownBy(() -> world.trust().verifyCatalog("default", oldTimestamp, old, true))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("was seen before");
    }

    @Test
    void refusesValidityBeyondTheRule() {
        var catalog = world.catalog(1);
        var eternal = world.timestampDocument(1, 1, catalog)
                .put("expires", TrustWorld.NOW.plus(Duration.ofDays(8)).toString());
        refused("valid for longer", world.sign(DocumentType.TIMESTAMP, eternal, "timestamp"), catalog);
        refusedCatalog(
                "valid for longer",
                world.catalogDocument(1)
                        .put("expires", TrustWorld.NOW.plus(Duration.ofDays(91)).toString()));
        refusedCatalog(
                "in the future",
                world.catalogDocument(1)
                        .put(
                                "issuedAt",
                                TrustWorld.NOW.plus(Duration.ofHours(1)).toString()));
    }

    @Test
    void aStolenOnlineKeyCanOnlyPointAtWhatTheRegistrySigned() {
        var forged = world.sign(DocumentType.CATALOG, world.catalogDocument(2), "timestamp");
        refused("the catalog is not signed", world.timestamp(1, 2, forged), forged);
    }

    @Test
    void refusesATimestampThatTheRegistryKeySigned() {
        var catalog = world.catalog(1);
        var wrong = world.sign(DocumentType.TIMESTAMP, world.timestampDocument(1, 1, catalog), "registry");
        refused("the timestamp is not signed", wrong, catalog);
    }

    @Test
    void refusesAnotherRegistry() {
        verify(1, 1);
        refusedCatalog("another registry", world.catalogDocument(2).put("registry", "elsewhere.example"));
    }

    @Test
    void refusesACatalogThatContradictsItself() {
        var twice = world.catalogDocument(1);
        twice.withArray("modules").add(twice.withArray("modules").get(0).deepCopy());
        refusedCatalog("twice", twice);
        var latest = world.catalogDocument(1);
        ((ObjectNode) latest.withArray("modules").get(0)).put("latest", "2.0.0");
        refusedCatalog("latest version", latest);
        var climbing = world.catalogDocument(1);
        ((ObjectNode) climbing.withArray("modules").get(0)).put("name", "../x");
        refusedCatalog("proper name", climbing);
        var newer = world.catalogDocument(1);
        newer.putArray("critical").add("quantum");
        refusedCatalog("quantum", newer);
    }

    @Test
    void neverGoesBackWhenTheStoreOrTheHomeIsRestored() throws Exception {
        var before = world.store.load();
        verify(5, 3);
        world.store.restore(before);
        var catalog = world.catalog(3);
        refused("version 5 was seen", world.timestamp(4, 3, catalog), catalog);

        verify(6, 3);
        java.nio.file.Files.delete(world.home.data().resolve("trust/state"));
        refused("version 6 was seen", world.timestamp(5, 3, catalog), catalog);
    }

    @Test
    void refusesAHomeStateThatSomebodyElseWrote() throws Exception {
        verify(5, 3);
        var file = world.home.data().resolve("trust/state");
        var content = java.nio.file.Files.readAllBytes(file);
        content[content.length - 5] ^= 1;
        java.nio.file.Files.write(file, content);
        var catalog = world.catalog(3);
        refused("was not written by it", world.timestamp(5, 3, catalog), catalog);
    }

    /** Fast-forward: a stolen key signed the highest version there is; new keys start anew. */
    @Test
    void recoversFromAFastForwardByNewKeys() {
        verify((1L << 53) - 1, (1L << 53) - 1);
        world.roles.put("registry", List.of("registry-2"));
        world.roles.put("timestamp", List.of("timestamp-2"));
        world.trust().acceptRoot("default", world.root(2, "root"));

        var catalog = world.sign(DocumentType.CATALOG, world.catalogDocument(4), "registry-2");
        var timestamp = world.sign(DocumentType.TIMESTAMP, world.timestampDocument(6, 4, catalog), "timestamp-2");
        assertThat(world.trust().verifyCatalog("default", timestamp, catalog).version())
                .isEqualTo(4);
        var old = world.catalog((1L << 53) - 1);
        refused("the timestamp is not signed", world.timestamp((1L << 53) - 1, (1L << 53) - 1, old), old);
    }
}

package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.dumps.DumpWriter;
import com.a64platform.core.dumps.SealedBy;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.reclaiming.RestoreData.Wanted;
import com.a64platform.core.retention.ArchivedData;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.tenants.Tenant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of data and settings when their module goes from a tenant, and how they come back. */
class LeftDataTest {
    private static final Map<String, Object> SET = Map.of("key", "s3cret", "owner", "Ada");

    @TempDir
    Path home;

    private NodeWorld world;

    @BeforeEach
    void installs() {
        world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.publish(Farm.version("1.1.0"));
        world.start();
        succeeded(world.install("1.0.0"));
        world.databases.insert("t_default", "farm.cows", "{_id: 1, name: 'Elsa'}");
        world.databases.insert("t_default", "farm.cows", "{_id: 2, name: 'Berta'}");
        world.databases.insert("t_default", "barn.doors", "{_id: 1}");
        world.databases.insert("t_other", "farm.cows", "{_id: 1, name: 'Somebody else'}");
    }

    @AfterEach
    void stops() {
        world.close();
    }

    @Test
    void keepsDataAndSettingsForTheNextInstallation() {
        var before = world.databases.contents();
        succeeded(uninstall(false, false));
        assertThat(left().deleted()).isFalse();

        succeeded(world.install("1.0.0", NodeWorld.LICENSE, Tenant.DEFAULT_ID));

        assertThat(set()).containsAllEntriesOf(SET);
        assertThat(world.databases.contents()).isEqualTo(before);
        assertThat(world.retained.all()).isEmpty();
    }

    @Test
    void letsGivenSettingsCountAndNotThoseThatWereKept() {
        succeeded(uninstall(false, false));

        succeeded(world.install("1.0.0", Tenant.DEFAULT_ID, Map.of("owner", "Grace")));

        assertThat(set()).isEqualTo(Map.of("owner", "Grace"));
    }

    @Test
    void refusesANewInstallationWhileDeletedDataCanComeBack() {
        succeeded(uninstall(true, false));

        assertRefused(ErrorCode.DATA_BEING_DELETED, () -> world.install("1.0.0"));

        succeeded(world.undoRemoval.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        succeeded(world.install("1.0.0", NodeWorld.LICENSE, Tenant.DEFAULT_ID));
        assertThat(set()).containsAllEntriesOf(SET);
        assertThat(world.databases.collections("t_default")).contains("farm.cows");
    }

    @Test
    void purgesWhatIsDueAndNothingElse() {
        succeeded(uninstall(true, false));
        var purgeAt = left().purgeAt().orElseThrow();
        assertThat(purgeAt)
                .isBetween(Instant.now().plus(Duration.ofDays(6)), Instant.now().plus(Duration.ofDays(8)));

        assertThat(world.purge.due(purgeAt.minusMillis(1))).isEmpty();
        world.reclaiming.purgeDue(purgeAt);

        Awaitility.await().until(() -> world.retained.all().isEmpty());
        assertThat(world.databases.contents()).containsOnlyKeys("t_default/barn.doors", "t_other/farm.cows");
        assertThat(world.settings.find(Tenant.DEFAULT_ID, Farm.NAME)).isEmpty();
        assertRefused(
                ErrorCode.NOT_FOUND, () -> world.undoRemoval.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        succeeded(world.install("1.0.0"));
    }

    @Test
    void purgesNothingOfAModuleThatIsInstalled() {
        var before = world.databases.contents();
        var due = new Retained(
                Tenant.DEFAULT_ID,
                Farm.NAME,
                "1.0.0",
                1,
                "",
                "an operation",
                Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                false);
        world.retained.put(due, 0);

        world.reclaiming.purgeDue(Instant.now());

        assertRefused(ErrorCode.CONFLICT, () -> world.purge.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        assertThat(world.databases.contents()).isEqualTo(before);
    }

    @Test
    void archivesBeforeItDeletesAndTakesTheArchiveBack() {
        var before = world.databases.contents();
        var ended = succeeded(uninstall(true, true));
        var archive = world.archives.ofModule(Farm.NAME).get(0);
        assertThat(ended.steps()).anySatisfy(step -> assertThat(step.detail()).contains(archive.id()));
        succeeded(world.purge.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));

        succeeded(restore(archive, Tenant.DEFAULT_ID, false));
        succeeded(world.install("1.0.0", NodeWorld.LICENSE, Tenant.DEFAULT_ID));

        assertThat(world.databases.contents()).isEqualTo(before);
        assertThat(set()).containsAllEntriesOf(SET);
    }

    @Test
    void namesTheArchiveThatAnUpdateHasMade() {
        succeeded(world.updateWithBackup("1.1.0"));

        var archive = world.archives.ofModule(Farm.NAME).get(0);
        assertThat(archive.version()).isEqualTo("1.0.0");
        assertThat(archive.reason()).isEqualTo("update");
        assertThat(archive.documents()).isEqualTo(2);
    }

    @Test
    void keepsWhatWasThereBeforeARestoration() {
        var archive = archive();
        world.databases.insert("t_default", "farm.cows", "{_id: 3, name: 'Newer'}");
        var newer = world.databases.contents();
        succeeded(world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));

        succeeded(restore(archive, Tenant.DEFAULT_ID, false));
        assertThat(world.databases.contents()).isNotEqualTo(newer);
        var safety = world.archives.ofModule(Farm.NAME).get(0);
        assertThat(safety.reason()).isEqualTo("before-restore");

        succeeded(restore(safety, Tenant.DEFAULT_ID, false));
        assertThat(world.databases.contents()).isEqualTo(newer);
    }

    @Test
    void refusesAnArchiveInAWrongPlace() {
        var archive = archive();

        assertRefused(ErrorCode.CONFLICT, () -> restore(archive, Tenant.DEFAULT_ID, false));
        assertRefused(ErrorCode.TENANT_MISMATCH, () -> restore(archive, "other", false));
        assertRefused(ErrorCode.NOT_FOUND, () -> world.archives.require("barn", archive.id()));
        succeeded(uninstall(true, false));
        assertRefused(ErrorCode.DATA_BEING_DELETED, () -> restore(archive, Tenant.DEFAULT_ID, false));
    }

    @Test
    void leavesSealedSettingsOfAnotherTenantToBeSetAgain() {
        var ended = succeeded(restore(archive(), "other", true));

        assertThat(ended.steps()).anySatisfy(step -> assertThat(step.detail()).contains("key"));
        succeeded(world.install("1.0.0", NodeWorld.LICENSE, "other"));
        assertThat(world.set(world.inventory.require("other", Farm.NAME))).isEqualTo(Map.of("owner", "Ada"));
        assertThat(world.databases.contents().get("t_other/farm.cows"))
                .isEqualTo(world.databases.contents().get("t_default/farm.cows"));
    }

    @Test
    void refusesDataOfASchemaThatNobodyReads() {
        var archive = archive();
        succeeded(uninstall(false, false));
        world.publish(Farm.version("2.0.0", "schema 2, reads 2"));

        assertRefused(ErrorCode.DATA_NOT_READABLE, () -> world.install("2.0.0"));

        succeeded(world.purge.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        succeeded(world.install("2.0.0"));
        succeeded(world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        assertRefused(ErrorCode.DATA_NOT_READABLE, () -> restore(archive, Tenant.DEFAULT_ID, false));
    }

    @Test
    void changesNothingWhenTheArchiveIsDamaged() throws IOException {
        var archive = archive();
        var before = world.databases.contents();
        succeeded(world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        var content = Files.readAllBytes(world.archives.file(archive.id()));
        for (int i = 60; i < 80; i++) {
            content[i] ^= 1;
        }
        Files.write(world.archives.file(archive.id()), content);

        var ended = world.finish(restore(archive, Tenant.DEFAULT_ID, false));

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().code()).isEqualTo("archive-damaged");
        assertThat(world.databases.contents()).isEqualTo(before);
        assertRefused(
                ErrorCode.ARCHIVE_DAMAGED,
                () -> world.archives.receive(Farm.NAME, new ByteArrayInputStream(content), content.length));
        assertRefused(
                ErrorCode.PAYLOAD_TOO_LARGE,
                () -> world.archives.receive(Farm.NAME, new ByteArrayInputStream(content), content.length - 1));
    }

    @Tag("attack")
    @Test
    void takesNoArchiveThatThisPlatformHasNotWrittenUnlessItIsTold() throws IOException {
        var archive = archive();
        var before = world.databases.contents();
        succeeded(world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        var forged = world.archives.receive(Farm.NAME, new ByteArrayInputStream(emptied(archive)), Long.MAX_VALUE);
        assertThat(archive.sealedBy()).isEqualTo(SealedBy.THIS);
        assertThat(forged.sealedBy()).isEqualTo(SealedBy.NOBODY);

        assertRefused(ErrorCode.ARCHIVE_UNVERIFIED, () -> restore(forged, Tenant.DEFAULT_ID, false));

        assertThat(world.databases.contents()).isEqualTo(before);
        var told = new Wanted(Farm.NAME, Tenant.DEFAULT_ID, forged.id(), false, true, true);
        succeeded(world.restore.submit(told, NodeWorld.ADMIN));
        assertThat(world.databases.contents()).isNotEqualTo(before);
    }

    /** Another archive of the same, without documents, as anybody could write it. */
    private byte[] emptied(ArchivedData archive) throws IOException {
        var file = Files.createTempFile("forged", ".zip");
        try (var dump = world.archives.open(archive.id())) {
            DumpWriter.write(file, "module-data", dump.manifest().about(), forged -> {});
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void letsNobodyInWhileItCopiesAndInAgainWhenThatFails() {
        world.databases.atRead(() -> {
            assertThat(world.doors.closed(Tenant.DEFAULT_ID, Farm.NAME)).isPresent();
            throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "gone");
        });

        var ended = world.finish(uninstall(true, true));

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().code()).isEqualTo("store-unavailable");
        assertThat(world.doors.closed(Tenant.DEFAULT_ID, Farm.NAME)).isEmpty();
        assertThat(world.inventory.find(Tenant.DEFAULT_ID, Farm.NAME)).isPresent();
        assertThat(world.archives.ofModule(Farm.NAME)).isEmpty();
    }

    private ArchivedData archive() {
        var owner = world.tenantData.owner(world.inventory.require(Tenant.DEFAULT_ID, Farm.NAME));
        return world.tenantData.archive("00000000-0000-0000-0000-000000000001", owner, "test");
    }

    private Operation restore(ArchivedData archive, String tenant, boolean anyTenant) {
        return world.restore.submit(
                new Wanted(Farm.NAME, tenant, archive.id(), anyTenant, true, false), NodeWorld.ADMIN);
    }

    private Operation uninstall(boolean cleanup, boolean backup) {
        return world.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, new DataChoice(cleanup, backup), NodeWorld.ADMIN);
    }

    private Retained left() {
        return world.retained.find(Tenant.DEFAULT_ID, Farm.NAME).orElseThrow();
    }

    private Map<String, Object> set() {
        return world.set(world.inventory.require(Tenant.DEFAULT_ID, Farm.NAME));
    }

    private Operation succeeded(Operation started) {
        var ended = world.finish(started);
        assertThat(ended.failure()).isEmpty();
        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        return ended;
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.code())
                .isEqualTo(code));
    }
}

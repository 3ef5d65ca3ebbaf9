package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.snapshots.RevertSet.Agreed;
import com.a64platform.core.snapshots.SnapshotPlan;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The whole set of installations goes back to how it was; what is trusted does not. */
class SnapshotsTest {
    private static final String OTHER = "other";

    @TempDir
    Path temporary;

    private int worlds;

    @Test
    void goesBackToStatesAndSettingsAndBringsBackWhatWasRemoved() {
        try (var world = installedTwice()) {
            var before = world.lookClosely();
            var snapshot = taken(world, false);
            changed(world);
            assertThat(world.lookClosely()).isNotEqualTo(before);

            succeeded(world, reverted(world, snapshot));

            assertThat(world.lookClosely()).isEqualTo(before);
            var again = world.revertSet.plan(snapshot);
            assertThat(again.plan().changes()).isEmpty();
        }
    }

    @Test
    void removesWhatWasNotInTheSetAndLeavesItsData() {
        try (var world = world()) {
            world.start();
            var snapshot = taken(world, false);
            succeeded(world, world.install("1.0.0"));
            world.databases.insert("t_default", "farm.cows", "{_id: 1}");

            succeeded(world, reverted(world, snapshot));

            assertThat(world.store.all()).isEmpty();
            assertThat(world.databases.collections("t_default")).containsExactly("farm.cows");
            assertThat(world.retained.all()).hasSize(1);
        }
    }

    @Test
    void neverGoesBelowAVersionThatHasServed() {
        try (var world = installedTwice()) {
            var snapshot = taken(world, false);
            succeeded(world, world.update("1.1.0"));
            var floors = Map.copyOf(world.floors);
            succeeded(world, world.disable.submit(Farm.NAME, OTHER, NodeWorld.ADMIN));
            var licenses = Map.copyOf(world.vault);

            var plan = world.revertSet.plan(snapshot);

            assertThat(plan.stays()).hasSize(2).allMatch(why -> why.contains("does not go back to 1.0.0: 1.1.0"));
            assertThat(plan.plan().changes()).isEmpty();
            assertRefused(
                    ErrorCode.CONFLICT,
                    () -> world.revertSet.submit(snapshot, agreed(plan), Tenant.DEFAULT_ID, NodeWorld.ADMIN));
            assertThat(world.floors).isEqualTo(floors);
            assertThat(world.vault).isEqualTo(licenses);
        }
    }

    @Test
    void refusesAPlanThatIsAnotherByNow() {
        try (var world = installedTwice()) {
            var snapshot = taken(world, false);
            changed(world);
            var plan = world.revertSet.plan(snapshot);
            succeeded(world, world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));

            assertRefused(
                    ErrorCode.PLAN_CHANGED,
                    () -> world.revertSet.submit(snapshot, agreed(plan), Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        }
    }

    @Test
    void wantsTheLicenseOfWhatComesBack() {
        try (var world = installedTwice()) {
            var snapshot = taken(world, false);
            succeeded(world, world.uninstall.submit(Farm.NAME, OTHER, DataChoice.KEEP, NodeWorld.ADMIN));
            var plan = world.revertSet.plan(snapshot);

            assertThat(plan.plan().licensesNeeded()).isNotEmpty();
            var without = new Agreed(plan.digest(), Set.copyOf(plan.plan().permissionsAsked()), Map.of());
            assertRefused(
                    ErrorCode.LICENSE_MISSING,
                    () -> world.revertSet.submit(snapshot, without, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        }
    }

    @Test
    void archivesDataWithTheSetWhenAsked() {
        try (var world = installedTwice()) {
            world.databases.insert("t_other", "farm.cows", "{_id: 1}");

            var snapshot = world.snapshots.require(taken(world, true));

            assertThat(snapshot.entries())
                    .extracting(
                            entry -> entry.tenantId() + " " + !entry.archiveId().isEmpty())
                    .containsExactly("default false", "other true");
            assertThat(world.archives.ofModule(Farm.NAME))
                    .singleElement()
                    .satisfies(archive -> assertThat(archive.documents()).isEqualTo(1));
        }
    }

    @TestFactory
    @Tag("kill")
    List<DynamicTest> goesBackWhollyAfterAKillAtAnyJournalWrite() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int write = 1; write <= writes(); write++) {
            int number = write;
            tests.add(DynamicTest.dynamicTest("snapshot revert, write " + write, () -> killedAt(number)));
        }
        return tests;
    }

    @TestFactory
    @Tag("kill")
    List<DynamicTest> goesBackWhollyWhenAnyJournalWriteFails() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int write = 1; write <= writes(); write++) {
            int number = write;
            tests.add(DynamicTest.dynamicTest("snapshot revert, write " + write, () -> failedAt(number)));
        }
        return tests;
    }

    private void killedAt(int write) throws InterruptedException {
        var world = installedTwice();
        var target = world.lookClosely();
        var snapshot = taken(world, false);
        changed(world);
        var changed = world.lookClosely();
        Death.at(world, write, () -> reverted(world, snapshot));
        world.start();
        try (world) {
            awaitEnds(world);
            assertThat(world.lookClosely()).isIn(target, changed);
        }
    }

    private void failedAt(int write) {
        try (var world = installedTwice()) {
            var target = world.lookClosely();
            var snapshot = taken(world, false);
            changed(world);
            var changed = world.lookClosely();
            Death.ofTheStoreAt(world, write);
            world.finish(reverted(world, snapshot));

            assertThat(world.lookClosely()).isIn(target, changed);
        }
    }

    private int writes() {
        try (var world = installedTwice()) {
            var snapshot = taken(world, false);
            changed(world);
            world.journal.atWrite(count -> {});
            succeeded(world, reverted(world, snapshot));
            return world.journal.writes();
        }
    }

    private static void awaitEnds(NodeWorld world) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> world.journal.unfinished().isEmpty());
    }

    /** Two tenants have the module, each with settings. */
    private NodeWorld installedTwice() {
        var world = world();
        world.start();
        succeeded(world, world.install("1.0.0"));
        succeeded(world, world.install("1.0.0", OTHER, Map.of("wells", 4)));
        return world;
    }

    /** One has other settings, the other does not have it any more. */
    private static void changed(NodeWorld world) {
        world.configure.change(FarmSettings.place(Tenant.DEFAULT_ID, Set.of()), Map.of("owner", "Grace"));
        succeeded(world, world.uninstall.submit(Farm.NAME, OTHER, DataChoice.KEEP, NodeWorld.ADMIN));
    }

    private static String taken(NodeWorld world, boolean data) {
        return succeeded(world, world.takeSnapshot.submit("before", data, Tenant.DEFAULT_ID, NodeWorld.ADMIN))
                .id();
    }

    private static Operation reverted(NodeWorld world, String snapshot) {
        return world.revertSet.submit(
                snapshot, agreed(world.revertSet.plan(snapshot)), Tenant.DEFAULT_ID, NodeWorld.ADMIN);
    }

    private static Agreed agreed(SnapshotPlan plan) {
        return new Agreed(
                plan.digest(), Set.copyOf(plan.plan().permissionsAsked()), Map.of(Farm.NAME, NodeWorld.LICENSE));
    }

    private NodeWorld world() {
        var home = temporary.resolve("home-" + worlds++);
        assertThat(home.toFile().mkdir()).isTrue();
        var world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.publish(Farm.version("1.1.0"));
        return world;
    }

    private static Operation succeeded(NodeWorld world, Operation started) {
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

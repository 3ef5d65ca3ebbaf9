package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.dropin.EveryWrite.Asked;
import com.a64platform.core.dropin.NodeWorld.Whole;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever an administrator starts either ends or is undone: shown for every verb with a failure, and with a kill, at
 * every write of its journal.
 */
class VerbsTest {
    @TempDir
    Path temporary;

    private final EveryWrite<Whole> every = new EveryWrite<>(this::prepared, NodeWorld::lookClosely);
    private int worlds;

    private static final List<Asked> VERBS = List.of(
            new Asked("install", world -> {}, world -> world.install("1.0.0")),
            new Asked("update", VerbsTest::installed, world -> world.update("1.1.0")),
            new Asked("update that resets settings", VerbsTest::installed, world -> world.update("1.1.0", false)),
            new Asked("update in its place", VerbsTest::installedAlone, world -> world.update("1.1.0")),
            new Asked(
                    "disable",
                    VerbsTest::installed,
                    world -> world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN)),
            new Asked(
                    "enable",
                    VerbsTest::disabled,
                    world -> world.enable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN)),
            new Asked(
                    "enable for all whose file came back",
                    VerbsTest::removed,
                    world -> world.enable.submitFileReturned(world.inventory.require("other", Farm.NAME))),
            new Asked(
                    "uninstall",
                    VerbsTest::installed,
                    world -> world.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, DataChoice.KEEP, NodeWorld.ADMIN)),
            new Asked(
                    "return",
                    VerbsTest::updated,
                    world -> world.returns.submit(world.operations.recent(1).get(0), "its pump leaks.")),
            new Asked("install for a second tenant", VerbsTest::installed, VerbsTest::installForOther),
            new Asked(
                    "uninstall with a tenant left",
                    VerbsTest::installedTwice,
                    world -> world.uninstall.submit(Farm.NAME, "other", DataChoice.KEEP, NodeWorld.ADMIN)));

    @TestFactory
    @Tag("kill")
    List<DynamicTest> endsOrIsUndoneWhenAnyJournalWriteFails() {
        return every.of(VERBS, (verb, write) -> {
            try (var world = prepared(verb)) {
                var before = world.lookClosely();
                Death.ofTheStoreAt(world, write);
                world.finish(verb.submit().apply(world));

                assertThat(world.lookClosely()).isIn(before, every.after(verb));
            }
        });
    }

    @TestFactory
    @Tag("kill")
    List<DynamicTest> endsOrIsUndoneAfterAKillAtAnyJournalWrite() {
        return every.of(VERBS, (verb, write) -> {
            Whole before;
            NodeWorld world = prepared(verb);
            before = world.lookClosely();
            Death.at(world, write, () -> verb.submit().apply(world));

            world.start();
            try (world) {
                assertThat(world.lookClosely()).isIn(before, every.after(verb));
                assertThat(world.journal.unfinished()).isEmpty();
            }
        });
    }

    @Test
    void undoesAnInstallationOfAModuleThatDoesNotStart() {
        try (var world = world()) {
            world.start();
            world.publish(Farm.version("2.0.0", "This one does not start"));
            var before = world.lookClosely();

            var ended = world.finish(world.install("2.0.0"));

            assertThat(ended.state()).isEqualTo(OperationState.FAILED);
            assertThat(ended.failure().orElseThrow().code()).isEqualTo("module-start-failed");
            assertThat(world.lookClosely()).isEqualTo(before);
        }
    }

    @Test
    void keepsTheOldVersionWhenTheNewOneDoesNotStart() {
        try (var world = prepared(VERBS.get(1))) {
            var before = world.lookClosely();
            world.publish(Farm.version("2.0.0", "This one does not start"));

            var ended = world.finish(world.update("2.0.0"));

            assertThat(ended.state()).isEqualTo(OperationState.FAILED);
            assertThat(world.lookClosely()).isEqualTo(before);
        }
    }

    @Test
    void refusesASecondInstallation() {
        try (var world = prepared(VERBS.get(1))) {
            assertThatThrownBy(() -> world.install("1.0.0"))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                            .isEqualTo(ErrorCode.MODULE_ALREADY_INSTALLED));
        }
    }

    @Test
    void refusesWhatWouldTouchOthersBeforeAnythingIsChanged() {
        try (var world = prepared(VERBS.get(1))) {
            var before = world.look();
            world.radius.removing = List.of("barn, which imports its package farm.api");

            assertThatThrownBy(() -> world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN))
                    .hasMessageContaining("barn, which imports its package farm.api");
            assertThatThrownBy(() ->
                            world.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, DataChoice.KEEP, NodeWorld.ADMIN))
                    .hasMessageContaining("barn, which imports its package farm.api");
            assertThat(world.look()).isEqualTo(before);
        }
    }

    @TestFactory
    List<DynamicTest> refusesAnUpdateThatWouldTouchOthers() {
        BiConsumer<NodeWorld, List<String>> planned = (world, touched) -> world.radius.arriving = touched;
        BiConsumer<NodeWorld, List<String>> loaded = (world, touched) -> world.radius.replacing = touched;
        return Map.of("planned", planned, "loaded", loaded).entrySet().stream()
                .map(at -> DynamicTest.dynamicTest(at.getKey(), () -> refusesAnUpdate(at.getValue())))
                .toList();
    }

    private void refusesAnUpdate(BiConsumer<NodeWorld, List<String>> touching) {
        try (var world = prepared(VERBS.get(1))) {
            var before = world.look();
            touching.accept(world, List.of("barn, whose component Door would be restarted"));

            var ended = world.finish(VERBS.get(1).submit().apply(world));

            assertThat(ended.failure().orElseThrow().detail()).contains("barn, whose component Door");
            assertThat(world.look()).isEqualTo(before);
        }
    }

    @Test
    void leavesTheCodeOfAModuleLoadedThatOthersUseWhenItsLicenseEnds() {
        try (var world = prepared(VERBS.get(1))) {
            world.radius.removing = List.of("barn, which imports its package farm.api");
            var refused = new LicenseDecision.Refused(LicenseDecision.Reason.EXPIRED, "Renew it.");

            world.finish(world.disable.submitUnlicensed(Farm.NAME, Tenant.DEFAULT_ID, refused));

            assertThat(world.look().installations()).containsExactly("default farm 1.0.0 DISABLED");
            assertThat(world.look().loaded()).containsExactly("farm 1.0.0");
        }
    }

    private NodeWorld prepared(Asked verb) {
        var world = world().start();
        verb.prepare().accept(world);
        return world;
    }

    private NodeWorld world() {
        var home = temporary.resolve("home-" + worlds++).toFile();
        assertThat(home.mkdir()).isTrue();
        var world = new NodeWorld(home.toPath());
        world.watchSeconds = 60;
        world.publish(Farm.version("1.0.0"));
        world.publish(Farm.version("1.1.0", "Farms. settings second"));
        return world;
    }

    private static void installed(NodeWorld world) {
        world.finish(world.install("1.0.0"));
    }

    private static Operation installForOther(NodeWorld world) {
        return world.install("1.0.0", NodeWorld.LICENSE, "other");
    }

    private static void installedTwice(NodeWorld world) {
        installed(world);
        world.finish(installForOther(world));
    }

    private static void removed(NodeWorld world) {
        installedTwice(world);
        world.delete("farm-1.0.0.jar");
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> !world.inventory.enabledAnywhere(Farm.NAME)
                        && world.operations.running().isEmpty());
    }

    /** Versions of which no two may be loaded at once. */
    private static void installedAlone(NodeWorld world) {
        world.publish(Farm.version("1.0.0", "It lives alone."));
        world.publish(Farm.version("1.1.0", "It lives alone."));
        installed(world);
    }

    private static void updated(NodeWorld world) {
        installed(world);
        world.finish(world.update("1.1.0"));
    }

    private static void disabled(NodeWorld world) {
        installed(world);
        world.finish(world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
    }
}

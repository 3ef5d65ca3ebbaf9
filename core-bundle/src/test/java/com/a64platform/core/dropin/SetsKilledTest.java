package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.applying.ChangeModules.Order;
import com.a64platform.core.applying.GivenSettings;
import com.a64platform.core.archives.ArchiveWriter;
import com.a64platform.core.archives.ImportRequest;
import com.a64platform.core.dropin.EveryWrite.Asked;
import com.a64platform.core.dropin.NodeWorld.Seen;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.planning.Approval;
import com.a64platform.core.planning.Change;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** All changes of a set are made, or none: shown with a failure, and with a kill, at every write of a journal. */
@Tag("kill")
class SetsKilledTest {
    @TempDir
    Path temporary;

    private final EveryWrite<Seen> every = new EveryWrite<>(this::prepared, NodeWorld::look);
    private int worlds;

    private static final List<Asked> SETS = List.of(
            new Asked("set of installs", world -> {}, world -> submit(world, change(Action.INSTALL, "animals"))),
            new Asked(
                    "set that uninstalls",
                    world -> world.finish(submit(world, change(Action.INSTALL, "animals"))),
                    world -> submit(world, change(Action.UNINSTALL, Farm.NAME))),
            new Asked("import", world -> {}, SetsKilledTest::submitImport));

    @TestFactory
    @Tag("kill")
    List<DynamicTest> isMadeOrTakenBackWhenAnyJournalWriteFails() {
        return every.of(SETS, (set, write) -> {
            try (var world = prepared(set)) {
                var before = world.look();
                Death.ofTheStoreAt(world, write);
                var ended = finish(world, set);

                assertThat(ended).isIn(OperationState.SUCCEEDED, OperationState.FAILED);
                assertThat(world.look()).isEqualTo(ended == OperationState.FAILED ? before : every.after(set));
                nothingIsStaged(world);
            }
        });
    }

    @TestFactory
    @Tag("kill")
    List<DynamicTest> isMadeOrTakenBackAfterAKillAtAnyJournalWrite() {
        return every.of(SETS, (set, write) -> {
            var world = prepared(set);
            var before = world.look();
            Death.at(world, write, () -> set.submit().apply(world));

            world.start();
            try (world) {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> world.journal.unfinished().isEmpty());
                assertThat(world.look()).isIn(before, every.after(set));
                nothingIsStaged(world);
            }
        });
    }

    /** @return FAILED also for what was refused before it began */
    private static OperationState finish(NodeWorld world, Asked set) {
        try {
            return world.finish(set.submit().apply(world)).state();
        } catch (ProblemException refused) {
            return OperationState.FAILED;
        }
    }

    private NodeWorld prepared(Asked set) {
        var home = temporary.resolve("home-" + worlds++).toFile();
        assertThat(home.mkdir()).isTrue();
        var world = new NodeWorld(home.toPath());
        world.publish(Farm.version("1.0.0"));
        var animals = Made.module("animals", "1.0.0", "animals.read", "farm ^1.0.0");
        world.others.put(animals.name() + " " + animals.version(), animals);
        world.start();
        set.prepare().accept(world);
        return world;
    }

    private static Operation submit(NodeWorld world, Change asked) {
        var request = new PlanRequest(List.of(asked), true);
        var plan = world.planner.plan(request);
        var approval = new Approval(plan.digest(), Set.copyOf(plan.permissionsAsked()));
        var licenses = Map.of(Farm.NAME, NodeWorld.LICENSE);
        return world.changes.submit(
                new Order(request, approval, licenses, GivenSettings.NONE, DataChoice.KEEP, NodeWorld.ADMIN));
    }

    /** Both modules in one file, as it is sent. */
    private static Operation submitImport(NodeWorld world) {
        return submitImport(world, "1.0.0");
    }

    private static Operation submitImport(NodeWorld world, String version) {
        var farm = world.registry.get(version);
        var animals = world.others.get("animals 1.0.0");
        try (var staging = world.imports.stage()) {
            var archive = staging.file("archive");
            new ArchiveWriter("default")
                    .artifact("farm-" + version, Files.write(staging.file("a"), farm.jar()))
                    .signature("farm-" + version, NodeWorld.signature(farm))
                    .license("farm-" + version, NodeWorld.LICENSE.getBytes(StandardCharsets.US_ASCII))
                    .artifact("animals-1.0.0", Files.write(staging.file("b"), animals.jar()))
                    .signature("animals-1.0.0", animals.signature())
                    .write(archive);
            var consent = List.of("farm.v1"); // what 1.1.0 asks for beyond 1.0.0
            var request = new ImportRequest(Tenant.DEFAULT_ID, NodeWorld.ADMIN, "", "", "", consent, true, false);
            return world.imports.archive(staging, archive, Optional.empty(), request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void nothingIsStaged(NodeWorld world) {
        var imports = world.home.resolve("cache/imports");
        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> {
            var left = imports.toFile().list();
            return left == null || left.length == 0;
        });
    }

    @Test
    void takesBackWhatCameBeforeWhatDoesNotStart() {
        try (var world = prepared(SETS.get(0))) {
            var broken = Made.broken("animals", "1.0.0", "farm ^1.0.0");
            world.others.put("animals 1.0.0", broken);
            var before = world.look();

            var ended = world.finish(submitImport(world));

            assertThat(ended.state()).isEqualTo(OperationState.FAILED);
            assertThat(ended.failure().orElseThrow().code()).isEqualTo("module-start-failed");
            assertThat(world.look()).isEqualTo(before);
        }
    }

    @Test
    void leavesAnUpdateThatCameBeforeWhatDoesNotStart() {
        try (var world = prepared(SETS.get(0))) {
            world.finish(submitImport(world));
            world.finish(world.uninstall.submit("animals", Tenant.DEFAULT_ID, DataChoice.KEEP, NodeWorld.ADMIN));
            world.publish(Farm.version("1.1.0"));
            world.others.put("animals 1.0.0", Made.broken("animals", "1.0.1", "farm ^1.0.0"));

            var ended = world.finish(submitImport(world, "1.1.0"));

            assertThat(ended.failure().orElseThrow().code())
                    .as("%s", ended.failure())
                    .isEqualTo("module-start-failed");
            assertThat(world.look().installations()).containsExactly("default farm 1.1.0 ENABLED");
        }
    }

    private static Change change(Action action, String module) {
        return new Change(action, module, "latest", Tenant.DEFAULT_ID);
    }
}

package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.dropin.EveryWrite.Asked;
import com.a64platform.core.dropin.NodeWorld.Whole;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.reclaiming.RestoreData.Wanted;
import com.a64platform.core.retention.DataArchives;
import com.a64platform.core.tenants.Tenant;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Data and settings of a module are as before or as after, never between, whatever dies while they are moved. */
class DataKilledTest {
    private static final String ARCHIVE = DataArchives.id("made before", Tenant.DEFAULT_ID);

    @TempDir
    Path temporary;

    private final EveryWrite<Whole> every = new EveryWrite<>(this::prepared, NodeWorld::lookClosely);
    private int worlds;

    private static final List<Asked> CASES = List.of(
            new Asked("uninstall with export", DataKilledTest::installed, world -> uninstall(world, false, true)),
            new Asked("uninstall with deletion", DataKilledTest::installed, world -> uninstall(world, true, true)),
            new Asked("update with backup", DataKilledTest::installed, world -> world.updateWithBackup("1.1.0")),
            new Asked(
                    "install over what was kept",
                    world -> world.finish(uninstall(installed(world), false, false)),
                    world -> world.install("1.0.0", NodeWorld.LICENSE, Tenant.DEFAULT_ID)),
            new Asked("restore", DataKilledTest::disabled, DataKilledTest::restore),
            new Asked(
                    "restore before it is installed",
                    world -> world.finish(uninstall(archived(world), false, false)),
                    DataKilledTest::restore),
            new Asked(
                    "undo a deletion",
                    world -> world.finish(uninstall(installed(world), true, false)),
                    world -> world.undoRemoval.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN)),
            new Asked("snapshot", DataKilledTest::installed, DataKilledTest::snapshot),
            new Asked(
                    "purge",
                    world -> world.finish(uninstall(installed(world), true, false)),
                    world -> world.purge.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN)));

    @TestFactory
    @Tag("kill")
    List<DynamicTest> endsOrIsUndoneWhenAnyJournalWriteFails() {
        return every.of(CASES, (one, write) -> {
            try (var world = prepared(one)) {
                var before = world.lookClosely();
                int archives = archives(world);
                Death.ofTheStoreAt(world, write);
                world.finish(one.submit().apply(world));

                assertThat(world.lookClosely()).isIn(before, every.after(one));
                requireNoneTooMany(world, before, archives);
            }
        });
    }

    @TestFactory
    @Tag("kill")
    List<DynamicTest> endsOrIsUndoneAfterAKillAtAnyJournalWrite() {
        return every.of(CASES, (one, write) -> {
            var world = prepared(one);
            var before = world.lookClosely();
            int archives = archives(world);
            Death.at(world, write, () -> one.submit().apply(world));

            world.start();
            try (world) {
                assertThat(world.lookClosely()).isIn(before, every.after(one));
                assertThat(world.journal.unfinished()).isEmpty();
                assertThat(unfinishedFiles(world)).isEmpty();
                requireNoneTooMany(world, before, archives);
            }
        });
    }

    private NodeWorld prepared(Asked one) {
        var home = temporary.resolve("home-" + worlds++);
        assertThat(home.toFile().mkdir()).isTrue();
        var world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.publish(Farm.version("1.1.0"));
        one.prepare().accept(world.start());
        return world;
    }

    /** A snapshot changes nothing but that it is there, with its archive. */
    private static Operation snapshot(NodeWorld world) {
        return world.takeSnapshot.submit("all", true, Tenant.DEFAULT_ID, NodeWorld.ADMIN);
    }

    /** What is undone leaves no archive behind. */
    private static void requireNoneTooMany(NodeWorld world, Whole before, int archives) {
        int taken = world.snapshots.all().size();
        if (taken > 0 || world.lookClosely().equals(before)) {
            assertThat(archives(world)).isEqualTo(archives + taken);
        }
    }

    private static int archives(NodeWorld world) {
        return world.archives.ofModule(Farm.NAME).size();
    }

    /** The node's reconciler goes on removing what is not needed: what is gone when it is looked at is no such file. */
    private static List<String> unfinishedFiles(NodeWorld world) throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(world.home.resolve("data"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".part")) {
                    found.add(file.toString());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return found;
    }

    private static NodeWorld installed(NodeWorld world) {
        world.finish(world.install("1.0.0"));
        world.databases.insert("t_default", "farm.cows", "{_id: 1, name: 'Elsa'}");
        world.databases.insert("t_default", "farm.cows", "{_id: 2, name: 'Berta'}");
        world.databases.insert("t_other", "farm.cows", "{_id: 1, name: 'Somebody else'}");
        return world;
    }

    /** With an archive of how it was, and other data and settings since. */
    private static NodeWorld archived(NodeWorld world) {
        installed(world);
        var owner = world.tenantData.owner(world.inventory.require(Tenant.DEFAULT_ID, Farm.NAME));
        world.tenantData.archive(ARCHIVE, owner, "test");
        world.databases.insert("t_default", "farm.cows", "{_id: 3, name: 'Lost'}");
        world.databases.insert("t_default", "farm.goats", "{_id: 3, name: 'Lost'}");
        world.configure.change(FarmSettings.place(Tenant.DEFAULT_ID, Set.of()), Map.of("owner", "Grace"));
        return world;
    }

    private static void disabled(NodeWorld world) {
        archived(world);
        world.finish(world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
    }

    private static Operation restore(NodeWorld world) {
        return world.restore.submit(
                new Wanted(Farm.NAME, Tenant.DEFAULT_ID, ARCHIVE, false, true, false), NodeWorld.ADMIN);
    }

    private static Operation uninstall(NodeWorld world, boolean cleanup, boolean backup) {
        return world.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, new DataChoice(cleanup, backup), NodeWorld.ADMIN);
    }
}

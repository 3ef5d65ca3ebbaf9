package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.api.HealthProbe.Health;
import com.a64platform.core.configuring.ConfigureModule;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a new version that turns out sick, on a node with real operations, gate, folder and start. */
class ReturnTest {
    private static final String OLD = "1.0.0";
    private static final String NEW = "1.1.0";

    @TempDir
    Path home;

    private NodeWorld world;

    @BeforeEach
    void begin() {
        world = new NodeWorld(home);
        world.watchSeconds = 60;
        world.publish(Farm.version(OLD));
        world.start();
        world.finish(world.install(OLD));
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void bringsTheOldVersionBackWhenTheProbeFailsThreeTimes() {
        var before = world.lookClosely();
        var old = world.revisions.serving(Farm.NAME).orElseThrow();
        update(Farm.version(NEW));
        world.revisions.probe(NEW, () -> Health.down("The pump leaks."));

        var ended = returned();

        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(ended.steps().get(0).detail()).contains("3 times in a row").contains("The pump leaks.");
        assertThat(ended.data().get("reason")).contains("The pump leaks.");
        assertThat(world.revisions.serving(Farm.NAME)).as("the warm one").contains(old);
        assertThat(world.lookClosely())
                .usingRecursiveComparison()
                .ignoringFields("bad")
                .isEqualTo(before);
        assertThat(world.lookClosely().bad()).containsExactly(NEW);
        assertThat(home.resolve("cache/replaced/farm-1.1.0.jar")).exists();
    }

    @Test
    void bringsTheOldVersionBackWhenMoreThanOneInTwentyRequestsFails() {
        update(Farm.version(NEW));
        answer(38, false);
        answer(2, true);
        world.updates.look();
        assertThat(returns()).as("5 % are not too many").isEmpty();

        answer(1, true);

        assertThat(returned().data().get("reason")).contains("3 of its 41 requests failed");
        assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0");
    }

    @Test
    void doesNotJudgeByAFewRequests() {
        update(Farm.version(NEW));
        answer(19, true);

        world.updates.look();

        assertThat(returns()).isEmpty();
    }

    @Test
    void takesAProbeThatHangsForOneThatFails() {
        update(Farm.version(NEW));
        var never = new CountDownLatch(1);
        world.revisions.probe(NEW, () -> {
            await(never);
            return Health.up();
        });

        assertThat(returned().state()).isEqualTo(OperationState.SUCCEEDED);
        never.countDown();
    }

    @Test
    void watchesAProbeToTheEndThatBeganToFailWithinTheWindow() {
        world.close();
        world.watchSeconds = 2;
        world.start();
        update(Farm.version(NEW));
        long over = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        world.revisions.probe(NEW, () -> {
            LockSupport.parkNanos(over - System.nanoTime()); // the first answer comes when the window has passed
            return Health.down("The pump leaks.");
        });

        assertThat(returned().state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0");
    }

    @Test
    void doesNotReturnForWhatTheStoreDid() {
        update(Farm.version(NEW));
        world.revisions.probe(NEW, () -> Health.down("The store is gone."));
        answer(100, true);
        world.store.failWith(new ProblemException(ErrorCode.STORE_UNAVAILABLE, "away"));
        for (int i = 0; i < 4; i++) {
            world.updates.look();
        }
        world.revisions.probe(NEW, Health::up);
        world.store.recover();
        world.updates.look();
        assertThat(returns()).isEmpty();

        answer(100, true);
        world.silence.noticed(); // away for a moment between two looks
        world.updates.look();
        world.updates.look();
        assertThat(returns()).isEmpty();
        assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.1.0");
    }

    @Test
    void doesNotReturnToAVersionThatIsNotWellEither() {
        update(Farm.version(NEW));
        world.revisions.probe(NEW, () -> Health.down("The river is dry."));
        world.revisions.probe(OLD, () -> Health.down("The river is dry."));
        var before = world.lookClosely();

        var ended = returned();

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().detail()).contains("1.0.0").contains("The river is dry.");
        assertThat(world.lookClosely()).isEqualTo(before);
        assertThat(world.activation.warmArtifacts())
                .containsExactly(Farm.version(OLD).sha256());
    }

    @Test
    void doesNotReturnToAVersionThatCannotReadTheData() {
        update(Farm.version(NEW, "Farms, schema 2, reads 1, 2"));
        world.revisions.probe(NEW, () -> Health.down("The pump leaks."));
        var before = world.lookClosely();

        var ended = returned();

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().code()).isEqualTo("data-not-readable");
        assertThat(ended.steps().get(0).detail()).contains("The pump leaks.");
        assertThat(world.lookClosely()).isEqualTo(before);
    }

    @Test
    void doesNotReturnWhereThatWouldTouchAnotherModule() {
        update(Farm.version(NEW));
        world.revisions.probe(NEW, () -> Health.down("The pump leaks."));
        world.radius.replacing = List.of("a component of module barn would be restarted");
        var before = world.lookClosely();

        var ended = returned();

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().detail()).contains("barn");
        assertThat(world.lookClosely()).isEqualTo(before);
    }

    @Test
    void doesNotReturnWhereAnotherModuleNeedsTheNewVersion() {
        update(Farm.version(NEW));
        world.others.put("barn 1.0.0", Made.module("barn", OLD, "", "farm ^1.1.0"));
        assertThat(world.finish(world.changes.submit(AskedNode.order("barn"))).failure())
                .isEmpty();
        world.revisions.probe(NEW, () -> Health.down("The pump leaks."));

        var ended = returned();

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().code()).isEqualTo("still-needed");
        assertThat(ended.failure().orElseThrow().detail())
                .contains("barn 1.0.0")
                .contains("farm ^1.1.0");
        assertThat(world.look().serves()).contains("/api/v1/farm 1.1.0");
        assertThat(world.lookClosely().bad()).isEmpty();
    }

    @Test
    void refusesAnUpdateThatCannotReadTheData() {
        var unreadable = Farm.version(NEW, "Farms, schema 2");
        world.publish(unreadable);
        var before = world.lookClosely();

        assertThatThrownBy(() -> world.update(NEW))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.DATA_NOT_READABLE));
        assertThat(world.lookClosely()).isEqualTo(before);

        world.drop(unreadable);
        var note = home.resolve("deploy/farm-1.1.0.refused.txt");
        Awaitility.await().until(() -> Files.exists(note));
        assertThat(note).content().contains("data-not-readable");
        assertThat(world.look().serves()).isEqualTo(before.seen().serves());
    }

    @Test
    void refusesWhatIsMarkedBadUntilSomebodyPardonsIt() {
        update(Farm.version(NEW));
        world.revisions.probe(NEW, () -> Health.down("The pump leaks."));
        returned();
        world.revisions.probe(NEW, Health::up);

        assertThatThrownBy(() -> world.update(NEW)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.VERSION_MARKED_BAD);
            assertThat(problem.detail()).contains("The pump leaks.").contains("/bad-versions/1.1.0");
        });
        world.close();
        world.start();
        assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0");
        world.drop(Farm.version(NEW));
        awaitNote();

        world.bad.pardon(Farm.NAME, NEW);
        world.finish(world.update(NEW));
        assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.1.0");
        assertThat(world.lookClosely().bad()).isEmpty();
    }

    @Test
    void leavesASickFileThatSomebodyDroppedWithANote() {
        world.drop(Farm.version(NEW));
        awaitServing("/api/v1/farm 1.1.0");
        Awaitility.await().until(() -> world.operations.running().isEmpty());
        world.revisions.probe(NEW, () -> Health.down("The pump leaks."));

        assertThat(returned().state()).isEqualTo(OperationState.SUCCEEDED);

        awaitNote();
        assertThat(world.look().files()).contains("farm-1.0.0.jar", "farm-1.1.0.jar");
        assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0");
        assertThat(returns()).hasSize(1);
    }

    @Test
    void settingsComeBackToo() {
        configure(Map.of("wells", 7, "owner", "Ada", "key", "s3cret"));
        var before = counting();
        update(Farm.version(NEW, "Farms. settings second"));
        assertThat(world.set(installation())).isEqualTo(Map.of("key", "s3cret"));
        configure(Map.of("pumps", 4, "key", "changed"));
        world.revisions.probe(NEW, () -> Health.down("The pump leaks."));

        returned();

        assertThat(world.set(installation())).isEqualTo(Map.of("wells", 7L, "owner", "Ada", "key", "s3cret"));
        assertThat(counting().sealed()).isEqualTo(before.sealed());
        assertThat(counting().plain()).isEqualTo(before.plain());
        assertThat(world.settingsVault.chain(
                        Tenant.DEFAULT_ID, Farm.NAME, installation().settingsId()))
                .extracting(version -> version.origin().cause())
                .containsExactly(Cause.RETURN, Cause.CHANGE, Cause.UPDATE, Cause.CHANGE, Cause.INSTALL);
    }

    @Test
    void doesNotWatchWhatWasDisabledSince() {
        update(Farm.version(NEW));
        world.revisions.probe(NEW, () -> Health.down("The pump leaks."));
        world.finish(world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));

        for (int i = 0; i < 4; i++) {
            world.updates.look();
        }

        assertThat(returns()).isEmpty();
        assertThat(world.look().loaded()).isEmpty();
    }

    @Test
    void keepsTheCopyOfWhatMayHaveToComeBack() {
        update(Farm.version(NEW));
        world.finish(world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        world.finish(world.enable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));

        var copy = home.resolve("data/verified").resolve(Farm.version(OLD).sha256() + ".jar");
        assertThat(Files.exists(copy)).isTrue();
        assertThat(world.updates.needed()).contains(Farm.version(OLD).sha256());
    }

    private void configure(Map<String, Object> given) {
        world.configure.change(
                new ConfigureModule.Place(Tenant.DEFAULT_ID, Farm.NAME, Set.of(), NodeWorld.ADMIN), given);
    }

    private Installation installation() {
        return world.inventory.find(Tenant.DEFAULT_ID, Farm.NAME).orElseThrow();
    }

    private SettingsVersion counting() {
        return world.settingsVault.find(
                Tenant.DEFAULT_ID, Farm.NAME, installation().settingsId());
    }

    private void update(Farm next) {
        world.publish(next);
        var ended = world.finish(world.update(next.version()));
        assertThat(ended.state()).as(String.valueOf(ended.failure())).isEqualTo(OperationState.SUCCEEDED);
        // told on the operation's thread, a moment after its end is known
        Awaitility.await()
                .until(() -> world.updates.needed().contains(Farm.version(OLD).sha256()));
    }

    private void answer(int times, boolean failure) {
        var route = world.routes.ofModule(Farm.NAME).orElseThrow();
        for (int i = 0; i < times; i++) {
            route.answered(failure);
        }
    }

    /** The return that the watch starts, once it has ended. */
    private Operation returned() {
        Awaitility.await().until(() -> {
            world.updates.look();
            return !returns().isEmpty();
        });
        return world.finish(returns().get(0));
    }

    private List<Operation> returns() {
        return world.operations.recent(50).stream()
                .filter(operation -> operation.kind().equals("return"))
                .toList();
    }

    private void awaitServing(String route) {
        Awaitility.await().untilAsserted(() -> assertThat(world.look().serves()).containsExactly(route));
    }

    private void awaitNote() {
        var note = home.resolve("deploy/farm-1.1.0.refused.txt");
        Awaitility.await().until(() -> Files.exists(note));
        assertThat(note).content().contains("version-marked-bad").contains("The pump leaks.");
    }

    /** Stays until it is let go, whoever interrupts it. */
    private static void await(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            Thread.interrupted();
        }
    }
}

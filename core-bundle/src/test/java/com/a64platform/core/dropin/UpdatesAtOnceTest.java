package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.dropin.NodeWorld.Seen;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** An update that something else meets half-way: another change of the module, or the end of the process. */
class UpdatesAtOnceTest {
    private static final Farm FIRST = Farm.version("1.0.0");
    private static final Farm NEXT = Farm.version("1.1.0");

    @TempDir
    Path temporary;

    private int worlds;
    private CountDownLatch fetching;
    private CountDownLatch goOn;

    @BeforeEach
    void latches() {
        fetching = new CountDownLatch(1);
        goOn = new CountDownLatch(1);
    }

    @Test
    void everyOtherChangeIsRefusedWhileAnUpdateIsUnderWay() throws InterruptedException {
        try (var world = installed()) {
            var update = beginUpdate(world);

            busy(() -> update(world));
            busy(() -> world.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
            busy(() ->
                    world.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, new DataChoice(true, false), NodeWorld.ADMIN));
            goOn.countDown();

            assertThat(world.finish(update).state()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.1.0");
            assertThat(world.look().installations()).containsExactly("default farm 1.1.0 ENABLED");
        }
    }

    @Test
    void aLicenseThatIsRevokedMeanwhileTakesTheNewVersionAwayToo() throws InterruptedException {
        try (var world = installed()) {
            var update = beginUpdate(world);

            world.decisions.put(
                    Tenant.DEFAULT_ID, new LicenseDecision.Refused(LicenseDecision.Reason.REVOKED, "Get another."));
            world.watch.wake();
            goOn.countDown();
            world.finish(update);

            eventually(() -> {
                assertThat(world.look().installations()).hasSize(1).allMatch(one -> one.endsWith(" DISABLED"));
                assertThat(world.look().serves()).isEmpty();
                assertThat(world.journal.unfinished()).isEmpty();
            });
        }
    }

    @TestFactory
    @Tag("kill")
    List<DynamicTest> aDroppedUpdateIsDoneInTheEndAfterAKillAtAnyJournalWrite() {
        List<DynamicTest> tests = new ArrayList<>();
        Seen done = dropped(0).look();
        for (int write = 1; write <= writesOfADrop(); write++) {
            int number = write;
            tests.add(DynamicTest.dynamicTest("write " + write, () -> {
                try (var world = dropped(number)) {
                    eventually(() -> {
                        assertThat(world.look()).isEqualTo(done);
                        assertThat(world.journal.unfinished()).isEmpty();
                    });
                }
            }));
        }
        return tests;
    }

    /** A node onto which an update was dropped, and which was killed at a write of its journal and started again. */
    private NodeWorld dropped(int killedAt) {
        var world = installed();
        var killed = new CountDownLatch(1);
        world.journal.atWrite(count -> {
            if (killedAt > 0 && count >= killedAt) {
                killed.countDown();
                throw new Killed();
            }
        });
        world.drop(NEXT);
        if (killedAt == 0) {
            eventually(() -> assertThat(done(world)).isTrue());
            world.close();
            return world;
        }
        await(killed);
        world.close();
        world.journal.atWrite(count -> {});
        return world.start();
    }

    private int writesOfADrop() {
        return dropped(0).journal.writes();
    }

    private static boolean done(NodeWorld world) {
        return world.look().installations().contains("default farm 1.1.0 ENABLED")
                && world.journal.unfinished().isEmpty();
    }

    private Operation beginUpdate(NodeWorld world) throws InterruptedException {
        world.atFetch = () -> {
            fetching.countDown();
            await(goOn);
        };
        var update = update(world);
        fetching.await();
        return update;
    }

    private static Operation update(NodeWorld world) {
        return world.update("1.1.0");
    }

    private static void busy(ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                .isEqualTo(ErrorCode.OPERATION_IN_PROGRESS));
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable what) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(what);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private NodeWorld installed() {
        var home = temporary.resolve("home-" + worlds++).toFile();
        assertThat(home.mkdir()).isTrue();
        var world = new NodeWorld(home.toPath());
        world.publish(FIRST);
        world.publish(NEXT);
        world.start();
        world.finish(world.install("1.0.0"));
        return world;
    }

    /** Not an exception anybody handles: the thread dies of it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }
}

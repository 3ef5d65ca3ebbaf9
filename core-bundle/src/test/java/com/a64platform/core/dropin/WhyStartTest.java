package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.HealthProbe.Health;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Modules that do not start, or are not well: real faults, and what is told of each. */
class WhyStartTest extends AskingANode {
    private static final String LACKS_PUMPS = "Unable to resolve farm [9](R 9.0): missing requirement [farm [9](R 9.0)]"
            + " osgi.wiring.package; (&(osgi.wiring.package=org.pumps)(version>=1.0.0))";

    @Test
    void doesNotStartAtBoot() {
        node.install();
        node.world.close();
        node.world.loadingFails = Optional.of(new ModuleFault("it does not resolve: " + LACKS_PUMPS));
        node.world.start();

        var cause = node.first("package-missing", "Version 1.0.0 does not start", "PUT /api/v1/modules/farm/update");
        assertThat(cause.evidence()).containsEntry("package", "org.pumps");
        var seen = node.world.view.of(node.world.inventory.require(AskedNode.MINE, Farm.NAME));
        assertThat(seen.state()).isEqualTo(InstallationState.ERROR);
        assertThat(seen.reason()).contains("org.pumps");
    }

    @Test
    void quarantinedByTheBreaker() throws IOException {
        node.install();
        node.world.close();
        for (int i = 0; i < 2; i++) {
            node.dieWhileStarting(Farm.version(AskedNode.OLD).sha256());
        }
        node.world.start();

        node.first("quarantined", "the platform ended while it was being started", "POST /api/v1/modules/farm/enable");
    }

    @Test
    void doesNotStartAtInstall() {
        node.world.others.put("barn 1.0.0", Made.broken("barn", AskedNode.OLD));
        node.world.finish(node.world.changes.submit(AskedNode.order("barn")));

        var cause = node.world.report.why("barn", AskedNode.MINE).causes().get(0);
        assertThat(cause.code()).isEqualTo("start-throws");
        assertThat(cause.observed()).contains("its start throws on purpose");
        assertThat(cause.advice()).contains("logs/a64.log");
    }

    @Test
    void verifiedCopyDamaged() throws IOException {
        node.install();
        node.world.close();
        var copy = home.resolve("data/verified")
                .resolve(Farm.version(AskedNode.OLD).sha256() + ".jar");
        Files.writeString(copy, "rubbish");
        Files.delete(home.resolve("deploy").resolve(Farm.version(AskedNode.OLD).file()));
        node.world.atFetch = () -> {
            throw new ProblemException(ErrorCode.REGISTRY_UNAVAILABLE, "gone");
        };
        node.world.start();

        assertThat(node.why().serves()).isFalse();
        node.first("copy-lost", "is gone or was changed", "Put its file into deploy/ again");
    }

    @Test
    void markedBadAfterItsReturn() {
        node.install();
        node.world.publish(Farm.version(AskedNode.NEW));
        node.world.finish(node.world.update(AskedNode.NEW));
        node.world.revisions.probe(AskedNode.NEW, () -> Health.down("The pump leaks."));
        Awaitility.await().until(() -> {
            node.world.updates.look();
            return !node.world.bad.ofModule(Farm.NAME).isEmpty();
        });
        Awaitility.await().untilAsserted(() -> assertThat(node.codes()).containsExactly("version-marked-bad"));

        var cause =
                node.first("version-marked-bad", "The pump leaks.", "DELETE /api/v1/modules/farm/bad-versions/1.1.0");
        assertThat(cause.stops()).as("the old one serves").isFalse();
    }

    @Test
    void unhealthy() {
        node.install();
        node.world.revisions.probe(AskedNode.OLD, () -> Health.down("The pump is broken."));
        for (int i = 0; i < 3; i++) {
            node.world.health.check(Farm.NAME);
        }

        var cause =
                node.first("unhealthy", "3 health checks went wrong: The pump is broken.", "/health-check asks again");
        assertThat(cause.evidence()).containsKey("lastHealthCheck");
    }

    @Test
    void storedAsErrorByAnEarlierVersionAndWellByNow() {
        node.install();
        node.world.close();
        storeError();

        node.world.start();

        assertThat(node.why().serves()).isTrue();
        assertThat(node.codes()).isEmpty();
        assertThat(node.world.inventory.require(AskedNode.MINE, Farm.NAME).desiredState())
                .isEqualTo(InstallationState.ENABLED);
    }

    @Test
    void storedAsErrorByAnEarlierVersionAndStillBroken() {
        node.install();
        node.world.close();
        storeError();
        node.world.loadingFails = Optional.of(new ModuleFault("it does not resolve: " + LACKS_PUMPS));

        node.world.start();

        var cause = node.first("package-missing", "Version 1.0.0 does not start", "PUT /api/v1/modules/farm/update");
        assertThat(cause.evidence()).containsEntry("package", "org.pumps");
        assertThat(node.world.inventory.require(AskedNode.MINE, Farm.NAME).desiredState())
                .isEqualTo(InstallationState.ENABLED);
        node.world.revisions.mend();
        servesWhenItIsEnabled();
    }

    @Test
    void storedAsErrorByANodeOfAnEarlierVersionWhileThisOneRuns() {
        node.install();
        storeError();
        node.world.inventory.refresh();

        node.first("start-failed", "its disk was full", "try again with POST /api/v1/modules/farm/enable");
        servesWhenItIsEnabled();
    }

    private void servesWhenItIsEnabled() {
        assertThat(node.world
                        .finish(node.world.enable.submit(Farm.NAME, AskedNode.MINE, NodeWorld.ADMIN))
                        .failure())
                .isEmpty();
        assertThat(node.why().serves()).isTrue();
    }

    @Test
    void isReplacedInItsPlaceJustNow() {
        node.world.publish(Farm.version(AskedNode.OLD, "It lives alone"));
        node.world.publish(Farm.version(AskedNode.NEW, "It lives alone"));
        node.install();
        var go = new CountDownLatch(1);
        node.world.revisions.atLoad(module -> FarmSettings.await(go));
        var update = node.world.update(AskedNode.NEW);

        Awaitility.await()
                .untilAsserted(() -> assertThat(node.codes()).containsExactly("operation-running", "being-replaced"));
        assertThat(node.why().serves()).isFalse();
        var cause = node.why().causes().get(1);
        assertThat(cause.observed()).isEqualTo("It is being replaced in its place; 0 requests wait.");
        assertThat(cause.advice()).contains("GET /api/v1/operations");
        go.countDown();
        assertThat(node.world.finish(update).failure()).isEmpty();
        assertThat(node.why().serves()).isTrue();
    }

    @Test
    void unloadedAndStillInMemory() {
        node.install();
        var held = new URLClassLoader(new URL[0]);

        node.world.unloading.departed(Farm.NAME, "0.9.0", "op-1", held);
        node.world.unloading.judge(Farm.NAME);

        var cause = node.first("class-loader-held", "still in memory", "GC.heap_dump");
        assertThat(cause.stops()).as("the other version serves").isFalse();
        assertThat(cause.evidence()).containsEntry("version", "0.9.0").containsEntry("operation", "op-1");
        assertThat(held).isNotNull();
    }

    /** As a node did that wrote what became of a module in place of what is wanted of it. */
    private void storeError() {
        var farm = node.world.store.find(AskedNode.MINE, Farm.NAME).orElseThrow();
        node.world.store.update(farm.with(InstallationState.ERROR, "its disk was full", Instant.now()));
    }
}

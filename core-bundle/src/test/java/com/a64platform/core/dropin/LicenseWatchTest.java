package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Licenses that change while modules run, and what then becomes of the modules. */
class LicenseWatchTest {
    private static final Refused REVOKED = new Refused(Reason.REVOKED, "Ask for another.");
    private static final String OTHER = "other";

    @TempDir
    Path home;

    private NodeWorld world;

    @BeforeEach
    void installForTwoTenants() {
        world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.start();
        world.finish(world.install("1.0.0"));
        world.finish(world.install("1.0.0", NodeWorld.LICENSE, OTHER));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aTenantThatLosesItsLicenseLosesTheModuleAndNobodyElse() {
        decide(Tenant.DEFAULT_ID, REVOKED);

        awaitState(Tenant.DEFAULT_ID, InstallationState.DISABLED);
        var lost = installation(Tenant.DEFAULT_ID);
        assertThat(lost.reason()).isEqualTo("license REVOKED: Ask for another.");
        assertThat(lost.license().orElseThrow().state()).isEqualTo("revoked");
        assertThat(lost.license().orElseThrow().jti()).isEqualTo("1");
        assertThat(world.vault).containsKey(Tenant.DEFAULT_ID + " " + Farm.NAME);
        assertThat(installation(OTHER).desiredState()).isEqualTo(InstallationState.ENABLED);
        assertThat(world.revisions.serving(Farm.NAME)).isPresent();
    }

    @Test
    void theLastTenantsLossStopsTheRevisionAndALicenseBringsItBack() {
        decide(Tenant.DEFAULT_ID, REVOKED);
        decide(OTHER, new Refused(Reason.EXPIRED, "Ask for a new one."));
        await().untilAsserted(() -> assertThat(world.revisions.loaded()).isEmpty());
        assertThat(world.routes.all()).isEmpty();

        world.decisions.clear();
        world.watch.wake();

        awaitState(Tenant.DEFAULT_ID, InstallationState.ENABLED);
        awaitState(OTHER, InstallationState.ENABLED);
        assertThat(world.revisions.serving(Farm.NAME)).isPresent();
        assertThat(installation(OTHER).license().orElseThrow().state()).isEqualTo("valid");
        world.doors.require(OTHER, Farm.NAME);
    }

    @Test
    void whatAnAdministratorHasDisabledNoLicenseEnables() {
        world.finish(world.disable.submit(Farm.NAME, OTHER, NodeWorld.ADMIN));

        world.watch.decideNow();
        await().until(() -> world.operations.running().isEmpty());

        assertThat(installation(OTHER).desiredState()).isEqualTo(InstallationState.DISABLED);
    }

    @Test
    void theDoorClosesAlthoughAnOperationIsBusyWithTheModule() throws InterruptedException {
        var held = new CountDownLatch(1);
        var busy = new CountDownLatch(1);
        world.journal.atWrite(count -> {
            busy.countDown();
            waitFor(held);
        });
        var started = new CountDownLatch(1);
        var operation = new Operation[1];
        world.publish(Farm.version("1.1.0"));
        new Thread(() -> {
                    operation[0] = world.update("1.1.0");
                    started.countDown();
                })
                .start();
        busy.await();

        decide(Tenant.DEFAULT_ID, REVOKED);
        await().untilAsserted(() -> refused(Tenant.DEFAULT_ID));
        assertThat(installation(Tenant.DEFAULT_ID).desiredState()).isEqualTo(InstallationState.ENABLED);
        world.doors.require(OTHER, Farm.NAME);

        held.countDown();
        started.await();
        world.finish(operation[0]);
        awaitState(Tenant.DEFAULT_ID, InstallationState.DISABLED);
    }

    @Test
    void graceIsShownAndTheModuleWorks() {
        decide(Tenant.DEFAULT_ID, granted("Renew it. Until tomorrow the module goes on.", Optional.empty()));

        await().untilAsserted(() -> assertThat(
                        installation(Tenant.DEFAULT_ID).license().orElseThrow())
                .satisfies(license -> {
                    assertThat(license.state()).isEqualTo("grace");
                    assertThat(license.notice()).startsWith("Renew it.");
                }));
        world.doors.require(Tenant.DEFAULT_ID, Farm.NAME);
        assertThat(installation(Tenant.DEFAULT_ID).desiredState()).isEqualTo(InstallationState.ENABLED);
    }

    @Test
    void decidesAgainWhenALicenseIsKnownToEnd() {
        world.decisions.put(OTHER, granted("", Optional.of(Instant.now().plusMillis(400))));
        world.watch.decideNow();
        world.decisions.put(OTHER, REVOKED);

        awaitState(OTHER, InstallationState.DISABLED);
    }

    @Test
    void whenNobodyCanSayWhatIsLicensedGoesOn() {
        world.licensingFails =
                Optional.of(new ProblemException(ErrorCode.TRUST_METADATA_INVALID, "The root is broken."));

        world.watch.decideNow();

        world.doors.require(Tenant.DEFAULT_ID, Farm.NAME);
        assertThat(installation(Tenant.DEFAULT_ID).desiredState()).isEqualTo(InstallationState.ENABLED);
        assertThat(installation(Tenant.DEFAULT_ID).license().orElseThrow().state())
                .isEqualTo("valid");
    }

    @Test
    void whenNobodyCanSayWhatWasRevokedStaysOut() {
        decide(Tenant.DEFAULT_ID, REVOKED);
        awaitState(Tenant.DEFAULT_ID, InstallationState.DISABLED);
        world.licensingFails =
                Optional.of(new ProblemException(ErrorCode.TRUST_METADATA_INVALID, "The root is broken."));

        world.watch.decideNow();

        refused(Tenant.DEFAULT_ID);
        assertThat(installation(Tenant.DEFAULT_ID).desiredState()).isEqualTo(InstallationState.DISABLED);
    }

    @Test
    void theStartDecidesByTheSameRule() {
        world.close();
        world.decisions.put(Tenant.DEFAULT_ID, REVOKED);

        world.start();

        assertThat(installation(Tenant.DEFAULT_ID).reason()).isEqualTo("license REVOKED: Ask for another.");
        refused(Tenant.DEFAULT_ID);
        world.doors.require(OTHER, Farm.NAME);
        assertThat(world.revisions.serving(Farm.NAME)).isPresent();
    }

    private void decide(String tenant, LicenseDecision decision) {
        world.decisions.put(tenant, decision);
        world.watch.wake();
    }

    private static Granted granted(String notice, Optional<Instant> next) {
        return new Granted(
                "issuer", "1", "subscription", Optional.empty(), Set.of(), OptionalInt.empty(), notice, next);
    }

    private void refused(String tenant) {
        assertThatThrownBy(() -> world.doors.require(tenant, Farm.NAME))
                .isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.MODULE_DISABLED));
    }

    private void awaitState(String tenant, InstallationState state) {
        await().untilAsserted(
                        () -> assertThat(installation(tenant).desiredState()).isEqualTo(state));
    }

    private Installation installation(String tenant) {
        return world.inventory.require(tenant, Farm.NAME);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

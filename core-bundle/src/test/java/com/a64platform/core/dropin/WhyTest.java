package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.HealthProbe.Health;
import com.a64platform.core.applying.ChangeModules;
import com.a64platform.core.applying.GivenSettings;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.modules.StartBreakers;
import com.a64platform.core.observing.ModuleHealth.Status;
import com.a64platform.core.observing.NodeReports.Beat;
import com.a64platform.core.observing.NodeReports.Report;
import com.a64platform.core.observing.Observed;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.planning.Approval;
import com.a64platform.core.planning.Change;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.reasons.Cause;
import com.a64platform.core.reasons.ModuleReport.Why;
import com.a64platform.core.tenants.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that are caused for real on a node, and what is told of each: the first cause, and what to do. */
class WhyTest {
    private static final String MINE = Tenant.DEFAULT_ID;
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
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void nothingIsWrong() {
        install();

        assertThat(why().serves()).isTrue();
        assertThat(why().causes()).isEmpty();
        assertThat(why().advice()).isEmpty();
        assertThat(why().findings()).anyMatch(finding -> finding.contains("is meant to be ENABLED"));
    }

    @Test
    void notInstalled() {
        first("not-installed", "not installed for this tenant", "POST /api/v1/modules/install");
    }

    @Test
    void droppedWithoutALicense() {
        world.drop(Farm.version(OLD));

        awaitFirst("license-missing");
        var cause = first("license-missing", "MISSING: Get one.", "put NAME-VERSION.license beside the file");
        assertThat(cause.evidence()).containsEntry("file", "farm-1.0.0.jar");
        assertThat(cause.since()).isPresent();
        assertThat(codes()).as("behind it").contains("not-installed");
    }

    @Test
    void licenseExpiredWhileItRan() {
        install();
        world.decisions.put(MINE, new Refused(Reason.EXPIRED, "Get a newer one."));
        world.watch.wake();
        awaitState(InstallationState.DISABLED);

        var cause = first("license-expired", "Get a newer one.", "PUT /api/v1/modules/farm/license");
        assertThat(cause.evidence()).containsEntry("license", "1");
    }

    @Test
    void licenseRevokedWhileTheNodeWasDown() {
        install();
        world.close();
        world.decisions.put(MINE, new Refused(Reason.REVOKED, "Ask for another."));
        world.start();

        first("license-revoked", "Ask for another.", "Ask its issuer why it was revoked");
    }

    @Test
    void disabledByAnAdministrator() {
        install();
        world.finish(world.disable.submit(Farm.NAME, MINE, NodeWorld.ADMIN));

        first("disabled", "disabled by an administrator", "POST /api/v1/modules/farm/enable");
    }

    @Test
    void fileRemoved() {
        install();
        world.delete(Farm.version(OLD).file());
        awaitState(InstallationState.DISABLED);

        first("file-removed", "removed from deploy/", "puts its file back");
    }

    @Test
    void verifiedCopyDamaged() throws IOException {
        install();
        world.close();
        var copy = home.resolve("data/verified").resolve(Farm.version(OLD).sha256() + ".jar");
        Files.writeString(copy, "rubbish");
        Files.delete(home.resolve("deploy").resolve(Farm.version(OLD).file()));
        world.atFetch = () -> {
            throw new ProblemException(ErrorCode.REGISTRY_UNAVAILABLE, "gone");
        };
        world.start();

        assertThat(why().serves()).isFalse();
        first("copy-lost", "is gone or was changed", "Put its file into deploy/ again");
    }

    @Test
    void doesNotStartAtBoot() {
        install();
        world.close();
        world.loadingFails = Optional.of(new ModuleFault(
                "it does not resolve: Unable to resolve farm [9](R 9.0): missing requirement [farm [9](R 9.0)]"
                        + " osgi.wiring.package; (&(osgi.wiring.package=org.pumps)(version>=1.0.0))"));
        world.start();

        var cause = first("package-missing", "Version 1.0.0 does not start", "PUT /api/v1/modules/farm/update");
        assertThat(cause.evidence()).containsEntry("package", "org.pumps");
        var seen = world.view.of(world.inventory.require(MINE, Farm.NAME));
        assertThat(seen.state()).isEqualTo(InstallationState.ERROR);
        assertThat(seen.reason()).contains("org.pumps");
    }

    @Test
    void quarantinedByTheBreaker() throws IOException {
        install();
        world.close();
        for (int i = 0; i < 2; i++) {
            dieWhileStarting(Farm.version(OLD).sha256());
        }
        world.start();

        first("quarantined", "the platform ended while it was being started", "POST /api/v1/modules/farm/enable");
    }

    @Test
    void operationRuns() {
        var go = new CountDownLatch(1);
        world.atFetch = () -> FarmSettings.await(go);
        var running = world.install(OLD);

        Awaitility.await().untilAsserted(() -> assertThat(codes()).contains("operation-running"));
        var cause = first("operation-running", "Operation install works on it", "/cancel");
        assertThat(cause.evidence()).containsEntry("operation", running.id()).containsEntry("step", "fetch");
        go.countDown();
        world.finish(running);
    }

    @Test
    void diskFullDuringAnInstall() {
        world.atFetch = () -> {
            try {
                Files.write(Path.of("/dev/full"), new byte[] {1});
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        };
        world.finish(world.install(OLD));

        var cause = first("storage-full", "The last install failed at step fetch", "df -h");
        assertThat(cause.evidence()).containsEntry("error", "storage-full").containsKeys("operation", "step");
    }

    @Test
    void storeGone() {
        install();
        world.store.failWith(new ProblemException(ErrorCode.STORE_UNAVAILABLE, "away"));

        assertThat(why().serves()).as("what runs goes on").isTrue();
        first("store-unavailable", "The store does not answer", "MONGODB_URI");
        world.store.recover();
    }

    @Test
    void dependencyDisabledForItsLicense() {
        install();
        barn("barn", "farm ^1.0.0");
        world.decisions.put(MINE, new Refused(Reason.EXPIRED, "Get a newer one."));
        world.watch.wake();
        awaitState(InstallationState.DISABLED);

        var causes = world.report.why("barn", MINE).causes();
        assertThat(causes).extracting(Cause::code).contains("dependency-disabled");
        assertThat(causes.get(0).observed()).isEqualTo("barn needs farm ^1.0.0, which is disabled.");
        assertThat(causes.get(0).advice()).isEqualTo("Enable it with POST /api/v1/modules/farm/enable.");
        assertThat(causes.get(0).evidence()).containsEntry("module", "farm");
    }

    @Test
    void dependencyGone() {
        install();
        barn("barn", "farm ^1.0.0");
        var farm = world.inventory.require(MINE, Farm.NAME);
        world.inventory.remove(MINE, Farm.NAME, farm.id(), Long.MAX_VALUE); // as by another node

        var cause = world.report.why("barn", MINE).causes().get(0);
        assertThat(cause.code()).isEqualTo("dependency-missing");
        assertThat(cause.advice()).contains("POST /api/v1/modules/install").contains("\"farm\"");
    }

    @Test
    void droppedWithoutASignature() {
        world.drop(Farm.version(OLD).file(), Farm.version(OLD).jar());

        awaitFirst("signature-missing");
        var cause = first("signature-missing", "There is no signature beside it", "NAME-VERSION.jar.sig beside");
        assertThat(cause.evidence()).containsEntry("file", "farm-1.0.0.jar");
    }

    @Test
    void droppedWithASignatureOfOtherBytes() {
        world.drop("farm-1.0.0.jar.sig", NodeWorld.signature(Farm.version(NEW)));
        world.drop("farm-1.0.0.jar", Farm.version(OLD).jar());

        awaitFirst("digest-mismatch");
        first("digest-mismatch", "about other bytes", "./a64 module verify");
    }

    @Test
    void droppedWithoutWhatItNeeds() {
        var barn = Made.module("barn", OLD, "", "farm ^1.0.0");
        world.drop("barn-1.0.0.jar.sig", barn.signature());
        world.drop("barn-1.0.0.jar", barn.jar());

        Awaitility.await()
                .untilAsserted(() -> assertThat(world.report.why("barn", MINE).causes())
                        .first()
                        .extracting(Cause::code)
                        .isEqualTo("dependency-missing"));
        var cause = world.report.why("barn", MINE).causes().get(0);
        assertThat(cause.observed()).contains("It needs module farm ^1.0.0");
        assertThat(cause.advice()).contains("POST /api/v1/modules/plan");
    }

    @Test
    void olderThanWhatRanHere() {
        world.floors.put(Farm.NAME, "2.0.0");
        world.drop(Farm.version(OLD));

        awaitFirst("version-too-old");
        first("version-too-old", "It is older than 2.0.0", "not older than the one that ran here");
    }

    @Test
    void noMoreModulesAllowed() {
        world.close();
        world.maxModules = 0;
        world.start();
        world.drop("farm-1.0.0.license", NodeWorld.LICENSE.getBytes(StandardCharsets.UTF_8));
        world.drop(Farm.version(OLD));

        awaitFirst("module-limit-reached");
        first("module-limit-reached", "as many as MAX_MODULES allows", "raise MAX_MODULES");
    }

    @Test
    void doesNotStartAtInstall() {
        world.others.put("barn 1.0.0", Made.broken("barn", OLD));
        world.finish(world.changes.submit(order("barn")));

        var cause = world.report.why("barn", MINE).causes().get(0);
        assertThat(cause.code()).isEqualTo("start-throws");
        assertThat(cause.observed()).contains("its start throws on purpose");
        assertThat(cause.advice()).contains("logs/a64.log");
    }

    @Test
    void markedBadAfterItsReturn() {
        install();
        world.publish(Farm.version(NEW));
        world.finish(world.update(NEW));
        world.revisions.probe(NEW, () -> Health.down("The pump leaks."));
        Awaitility.await().until(() -> {
            world.updates.look();
            return !world.bad.ofModule(Farm.NAME).isEmpty();
        });
        Awaitility.await().untilAsserted(() -> assertThat(codes()).containsExactly("version-marked-bad"));

        var cause = first("version-marked-bad", "The pump leaks.", "DELETE /api/v1/modules/farm/bad-versions/1.1.0");
        assertThat(cause.stops()).as("the old one serves").isFalse();
    }

    @Test
    void unhealthy() {
        install();
        world.revisions.probe(OLD, () -> Health.down("The pump is broken."));
        for (int i = 0; i < 3; i++) {
            world.health.check(Farm.NAME);
        }

        var cause = first("unhealthy", "3 health checks went wrong: The pump is broken.", "/health-check asks again");
        assertThat(cause.evidence()).containsKey("lastHealthCheck");
    }

    @Test
    void publisherRevoked() {
        install();
        world.doubt = Optional.of("publisher revoked");

        var cause = first("publisher-revoked", "flagged: publisher revoked", "./a64 trust list");
        assertThat(cause.evidence()).containsEntry("publisher", "publisher");
    }

    @Test
    void catalogCannotBeBelieved() {
        install();
        world.atCatalog = () -> {
            throw new ProblemException(ErrorCode.TRUST_METADATA_INVALID, "the timestamp has expired");
        };
        planQuietly();

        var cause = first("trust-metadata-invalid", "the timestamp has expired", "./a64 registry renew");
        assertThat(cause.evidence()).containsEntry("registry", "default");
        world.atCatalog = () -> {};
        planQuietly();
        assertThat(codes()).isEmpty();
    }

    @Test
    void registryDoesNotAnswer() {
        install();
        world.atCatalog = () -> {
            throw new ProblemException(ErrorCode.REGISTRY_UNAVAILABLE, "no route to host");
        };
        planQuietly();

        first("registry-unavailable", "no route to host", "MODULE_REGISTRY");
    }

    @Test
    void settingsListenerThrows() {
        install();
        world.revisions.listener(context -> {
            throw new IllegalStateException("no line");
        });
        new FarmSettings(world).change(Map.of("wells", 2));

        awaitFirst("settings-invalid");
        first("settings-invalid", "throws", "PUT /api/v1/modules/farm/config");
    }

    @Test
    void safeMode() {
        install();
        world.close();
        world.safeMode = true;
        world.start();

        first("safe-mode", "started no module", "A64_SAFE_MODE");
    }

    @Test
    void routeGone() {
        install();
        world.routes.detach(world.routes.ofModule(Farm.NAME).orElseThrow());

        var cause = first("route-missing", "no route leads to it", "POST /api/v1/modules/farm/disable");
        assertThat(cause.evidence()).containsKey("bundle");
    }

    @Test
    void anotherNodeDied() {
        install();
        var farm = world.inventory.require(MINE, Farm.NAME);
        var seen = new Observed("node-2", InstallationState.ENABLED, Status.HEALTHY, Instant.EPOCH, "", false);
        world.reports.put(new Report("node-2", Farm.NAME, Map.of(farm.id(), seen)));
        world.reports.beat(new Beat("node-2", 7, Instant.EPOCH));
        world.observations.round();

        var cause = first("node-silent", "Node node-2 has not been heard of", "forgotten after a day");
        assertThat(cause.evidence()).containsEntry("node", "node-2");
    }

    private void install() {
        assertThat(world.finish(world.install(OLD)).failure()).isEmpty();
        Awaitility.await().until(() -> world.operations.running().isEmpty());
    }

    private void barn(String name, String needs) {
        world.others.put(name + " 1.0.0", Made.module(name, OLD, "", needs));
        assertThat(world.finish(world.changes.submit(order(name))).failure()).isEmpty();
    }

    private static ChangeModules.Order order(String module) {
        var change = new Change(Change.Action.INSTALL, module, OLD, MINE);
        return new ChangeModules.Order(
                PlanRequest.of(change, false),
                new Approval("", Set.of()),
                Map.of(),
                GivenSettings.NONE,
                DataChoice.KEEP,
                NodeWorld.ADMIN);
    }

    /** What it is refused with is what the registry was asked for. */
    private void planQuietly() {
        var change = new Change(Change.Action.UPDATE, Farm.NAME, "latest", MINE);
        try {
            world.planner.plan(PlanRequest.of(change, false));
        } catch (ProblemException expected) {
            assertThat(expected.code()).isIn(ErrorCode.TRUST_METADATA_INVALID, ErrorCode.REGISTRY_UNAVAILABLE);
        }
    }

    /** As a process that is killed while it starts the artifact. */
    private void dieWhileStarting(String sha256) throws IOException {
        var workers = new Workers();
        var machine =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        var breaker = new StartBreaker(
                home.resolve("data/starts"), machine, Duration.ofMinutes(1), workers, Clock.systemUTC());
        StartBreakers.begin(breaker, sha256);
        workers.close();
    }

    private void awaitState(InstallationState state) {
        Awaitility.await().untilAsserted(() -> assertThat(
                        world.inventory.require(MINE, Farm.NAME).desiredState())
                .isEqualTo(state));
        Awaitility.await().until(() -> world.operations.running().isEmpty());
    }

    private void awaitFirst(String code) {
        Awaitility.await().untilAsserted(() -> assertThat(why().causes())
                .first()
                .extracting(Cause::code)
                .isEqualTo(code));
    }

    private Cause first(String code, String observed, String advice) {
        var why = why();
        assertThat(why.causes()).as("%s", why).isNotEmpty();
        var cause = why.causes().get(0);
        assertThat(cause.code()).as("%s", why.causes()).isEqualTo(code);
        assertThat(cause.observed()).contains(observed);
        assertThat(cause.advice()).contains(advice).endsWith(".");
        assertThat(why.advice()).isEqualTo(cause.advice());
        return cause;
    }

    private List<String> codes() {
        return why().causes().stream().map(Cause::code).toList();
    }

    private Why why() {
        return world.report.why(Farm.NAME, MINE);
    }
}

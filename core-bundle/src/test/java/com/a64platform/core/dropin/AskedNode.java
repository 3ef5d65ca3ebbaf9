package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.applying.ChangeModules;
import com.a64platform.core.applying.GivenSettings;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.modules.StartBreakers;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** A node that is asked why its module is as it is. Watches updates for a minute; has one farm on offer. */
final class AskedNode implements AutoCloseable {
    static final String MINE = Tenant.DEFAULT_ID;
    static final String OLD = "1.0.0";
    static final String NEW = "1.1.0";

    final NodeWorld world;
    private final Path home;

    AskedNode(Path home) {
        this.home = home;
        world = new NodeWorld(home);
        world.watchSeconds = 60;
        world.publish(Farm.version(OLD));
        world.start();
    }

    @Override
    public void close() {
        world.close();
    }

    void install() {
        assertThat(world.finish(world.install(OLD)).failure()).isEmpty();
        Awaitility.await().until(() -> world.operations.running().isEmpty());
    }

    void barn(String name, String... needs) {
        world.others.put(name + " 1.0.0", Made.module(name, OLD, "", needs));
        assertThat(world.finish(world.changes.submit(order(name))).failure()).isEmpty();
    }

    static ChangeModules.Order order(String module) {
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
    void planQuietly() {
        var change = new Change(Change.Action.UPDATE, Farm.NAME, "latest", MINE);
        try {
            world.planner.plan(PlanRequest.of(change, false));
        } catch (ProblemException expected) {
            assertThat(expected.code()).isIn(ErrorCode.TRUST_METADATA_INVALID, ErrorCode.REGISTRY_UNAVAILABLE);
        }
    }

    /** As a process that is killed while it starts the artifact. */
    void dieWhileStarting(String sha256) throws IOException {
        var workers = new Workers();
        var machine =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        var breaker = new StartBreaker(
                home.resolve("data/starts"), machine, Duration.ofMinutes(1), workers, Clock.systemUTC());
        StartBreakers.begin(breaker, sha256);
        workers.close();
    }

    void awaitState(InstallationState state) {
        Awaitility.await().untilAsserted(() -> assertThat(
                        world.inventory.require(MINE, Farm.NAME).desiredState())
                .isEqualTo(state));
        Awaitility.await().until(() -> world.operations.running().isEmpty());
    }

    void awaitFirst(String code) {
        Awaitility.await().untilAsserted(() -> assertThat(why().causes())
                .first()
                .extracting(Cause::code)
                .isEqualTo(code));
    }

    Cause first(String code, String observed, String advice) {
        var why = why();
        assertThat(why.causes()).as("%s", why).isNotEmpty();
        var cause = why.causes().get(0);
        assertThat(cause.code()).as("%s", why.causes()).isEqualTo(code);
        assertThat(cause.observed()).contains(observed);
        assertThat(cause.advice()).contains(advice).endsWith(".");
        assertThat(why.advice()).isEqualTo(cause.advice());
        return cause;
    }

    List<String> codes() {
        return why().causes().stream().map(Cause::code).toList();
    }

    Why why() {
        return world.report.why(Farm.NAME, MINE);
    }
}

package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.configuring.ConfigureModule;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One revision serves all tenants that have the module, and what one of them does is nobody else's. */
class SeveralTenantsTest {
    private static final String MINE = Tenant.DEFAULT_ID;
    private static final String OTHER = "other";

    @TempDir
    Path home;

    private NodeWorld world;
    private Revision first;

    @BeforeEach
    void installForTwoTenants() {
        world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.start();
        succeeded(world.install("1.0.0", NodeWorld.LICENSE, MINE));
        first = world.revisions.serving(Farm.NAME).orElseThrow();
        succeeded(world.install("1.0.0", NodeWorld.LICENSE, OTHER));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aSecondTenantsInstallStartsNothingNew() {
        assertThat(world.revisions.serving(Farm.NAME)).containsSame(first);
        assertThat(world.revisions.loaded()).hasSize(1);
        assertThat(world.look().installations())
                .containsExactlyInAnyOrder("default farm 1.0.0 ENABLED", "other farm 1.0.0 ENABLED");
    }

    @Test
    void theRevisionUnloadsWithItsLastEnabledTenant() {
        succeeded(world.disable.submit(Farm.NAME, MINE, NodeWorld.ADMIN));
        assertThat(world.revisions.serving(Farm.NAME)).containsSame(first);
        assertThat(world.routes.all()).hasSize(1);

        succeeded(world.disable.submit(Farm.NAME, OTHER, NodeWorld.ADMIN));
        assertThat(world.revisions.loaded()).isEmpty();
        assertThat(world.routes.all()).isEmpty();

        succeeded(world.enable.submit(Farm.NAME, OTHER, NodeWorld.ADMIN));
        assertThat(world.revisions.loaded()).hasSize(1);
        assertThat(world.look().installations())
                .containsExactlyInAnyOrder("default farm 1.0.0 DISABLED", "other farm 1.0.0 ENABLED");
    }

    @Test
    void uninstallingInOneTenantLeavesTheOthers() {
        var others = installation(OTHER);

        succeeded(world.uninstall.submit(Farm.NAME, MINE, new DataChoice(true, false), NodeWorld.ADMIN));

        assertThat(world.inventory.find(MINE, Farm.NAME)).isEmpty();
        assertThat(installation(OTHER)).isEqualTo(others);
        assertThat(world.revisions.serving(Farm.NAME)).containsSame(first);
        assertThat(world.look().files()).contains(Farm.version("1.0.0").file());
        assertThat(world.vault).containsOnlyKeys(OTHER + " " + Farm.NAME);

        succeeded(world.uninstall.submit(Farm.NAME, OTHER, DataChoice.KEEP, NodeWorld.ADMIN));
        assertThat(world.revisions.loaded()).isEmpty();
        assertThat(world.look().files()).isEmpty();
        assertThat(world.vault).isEmpty();
    }

    @Test
    void settingsAndStateAreEachTenantsOwn() {
        var before = installation(OTHER);
        var mine = new ConfigureModule.Place(MINE, Farm.NAME, Set.of(), NodeWorld.ADMIN);

        world.configure.change(mine, Map.of("owner", "Ada"));

        assertThat(installation(OTHER)).isEqualTo(before);
        assertThat(world.set(installation(OTHER))).isEmpty();
        assertThat(world.set(installation(MINE))).isEqualTo(Map.of("owner", "Ada"));
    }

    @Test
    void nothingIsInstalledIntoAClosedTenant() {
        succeeded(world.uninstall.submit(Farm.NAME, OTHER, DataChoice.KEEP, NodeWorld.ADMIN));
        world.tenants.setClosed(OTHER, Optional.of(Instant.now()));
        var before = world.look();

        assertThatThrownBy(() -> world.install("1.0.0", NodeWorld.LICENSE, OTHER))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.CONFLICT));

        assertThat(world.look()).isEqualTo(before);
        assertThat(world.journal.unfinished()).isEmpty();
    }

    private void succeeded(Operation started) {
        var ended = world.finish(started);
        assertThat(ended.state()).as(ended.failure().toString()).isEqualTo(OperationState.SUCCEEDED);
    }

    private Installation installation(String tenant) {
        return world.inventory.require(tenant, Farm.NAME);
    }
}

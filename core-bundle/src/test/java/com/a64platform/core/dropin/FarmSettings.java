package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.ModuleSettings;
import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.configuring.ConfigureModule.Place;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/** The settings of a module that two tenants of a node have. */
record FarmSettings(NodeWorld world) {
    static final String OTHER = "other";

    /** Starts a node and installs the module with settings: an owner and a key in the default tenant, wells in the other. */
    static FarmSettings begun(Path home) {
        var world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.start();
        succeeded(world, world.install("1.0.0"));
        succeeded(world, world.install("1.0.0", OTHER, Map.of("wells", 4)));
        return new FarmSettings(world);
    }

    private static void succeeded(NodeWorld world, Operation started) {
        assertThat(world.finish(started).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    static Place place(String tenant, Set<String> expected) {
        return new Place(tenant, Farm.NAME, expected, NodeWorld.ADMIN);
    }

    void change(Map<String, Object> given) {
        change(Tenant.DEFAULT_ID, given);
    }

    void change(String tenant, Map<String, Object> given) {
        world.configure.change(place(tenant, Set.of()), given);
    }

    Installation installation(String tenant) {
        return world.inventory.require(tenant, Farm.NAME);
    }

    /** What counts in the default tenant. */
    SettingsVersion counting() {
        return chain().get(0);
    }

    List<SettingsVersion> chain() {
        return world.settingsVault.chain(
                Tenant.DEFAULT_ID, Farm.NAME, installation(Tenant.DEFAULT_ID).settingsId());
    }

    /** As a request of the tenant sees them. */
    ModuleSettings seen(String tenant) {
        return world.tenantSettings.of(world.revisions.serving(Farm.NAME).orElseThrow(), tenant);
    }

    /** The last that the audit says of an action; waits until there is one. */
    RecordedAudit.Event audited(String action) {
        return Awaitility.await()
                .until(
                        () -> List.copyOf(world.audit.events).stream()
                                .filter(event -> event.action().equals(action))
                                .reduce((earlier, later) -> later),
                        Optional::isPresent)
                .orElseThrow();
    }

    List<String> findings() {
        return world.settingsReport.findings(installation(Tenant.DEFAULT_ID));
    }

    /** Stays until it is let go, whoever interrupts it. */
    static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

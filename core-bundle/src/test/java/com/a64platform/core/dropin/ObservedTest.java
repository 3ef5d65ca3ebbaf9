package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.observing.ModuleHealth.Status;
import com.a64platform.core.observing.Observed;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node sees of an installation, with real operations and start. */
class ObservedTest {
    @TempDir
    Path home;

    private NodeWorld world;

    @BeforeEach
    void begin() {
        world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.start();
        world.finish(world.install("1.0.0"));
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void seesWhatServesAndHowItIs() {
        assertThat(seen().state()).isEqualTo(InstallationState.ENABLED);
        assertThat(seen().health()).isEqualTo(Status.UNKNOWN);

        world.health.check(Farm.NAME);

        assertThat(seen().health()).isEqualTo(Status.HEALTHY);
        assertThat(seen().reason()).isEmpty();
    }

    @Test
    void believesTheRoutesAndNotTheWish() {
        world.routes.detach(world.routes.ofModule(Farm.NAME).orElseThrow());

        var seen = seen();
        assertThat(installation().desiredState()).isEqualTo(InstallationState.ENABLED);
        assertThat(seen.state()).isEqualTo(InstallationState.ERROR);
        assertThat(seen.reason()).contains("No request reaches it on this node");
        assertThat(seen().since()).as("it stays what it was first seen").isEqualTo(seen.since());
    }

    @Test
    void seesAnUpdateWhileItRuns() {
        world.publish(Farm.version("1.1.0"));
        var during = new AtomicReference<Observed>();
        world.atFetch = () -> during.set(seen());

        var update = world.finish(world.update("1.1.0"));

        assertThat(during.get().state()).isEqualTo(InstallationState.UPDATING);
        assertThat(during.get().reason())
                .isEqualTo("Operation " + update.id() + " (update) works on it, at step fetch.");
        assertThat(seen().state()).isEqualTo(InstallationState.ENABLED);
    }

    private Installation installation() {
        return world.inventory.require(Tenant.DEFAULT_ID, Farm.NAME);
    }

    private Observed seen() {
        return world.view.of(installation());
    }
}

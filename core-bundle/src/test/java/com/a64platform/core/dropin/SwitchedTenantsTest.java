package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.api.CurrentUser;
import com.a64platform.api.TenantContext;
import com.a64platform.api.TenantSwitchListener;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.IdentityFixture;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.switching.TenantSwitches;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a module hears of people who go from one tenant to another, on a node with real verbs, doors and routes. */
class SwitchedTenantsTest {
    private static final String OTHER = "other";

    @TempDir
    Path home;

    private final IdentityFixture identity = new IdentityFixture();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private NodeWorld world;
    private TenantSwitches switches;
    private Caller root;

    @BeforeEach
    void start() {
        world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.start();
        world.finish(world.install("1.0.0"));
        switches = world.switches(identity.signIn);
        root = identity.signedIn("root", Tenant.DEFAULT_ID, Caller.SUPER_ADMIN);
        world.revisions.listener(new Ear(() -> {}));
    }

    @AfterEach
    void stop() {
        switches.close();
        world.close();
    }

    @Test
    void aModuleHearsOfTheTenantsThatHaveItOnly() {
        go(OTHER);
        go(Tenant.DEFAULT_ID);
        go(Tenant.DEFAULT_ID);

        await().until(() -> heard.size() == 2);
        assertThat(heard).containsExactly("left default root", "entered default root");

        world.finish(world.install("1.0.0", NodeWorld.LICENSE, OTHER));
        go(OTHER);
        await().until(() -> heard.size() == 4);
        assertThat(heard).endsWith("left default root", "entered other root");
        assertThat(identity.audit.lines()).endsWith("auth.switch-tenant success");
    }

    @Test
    void aRefusedSwitchIsNone() {
        identity.closed.add(OTHER);

        assertThatThrownBy(() -> go(OTHER)).isInstanceOf(ProblemException.class);

        identity.closed.clear();
        go(OTHER);
        await().until(() -> !heard.isEmpty());
        assertThat(heard).containsExactly("left default root");
    }

    @Test
    void whatIsDisabledOrGoneHearsNothingAndIsNotHeld() {
        world.finish(world.change(Action.DISABLE));
        go(OTHER);
        go(Tenant.DEFAULT_ID);
        world.finish(world.change(Action.ENABLE));
        go(OTHER);
        await().until(() -> !heard.isEmpty());
        assertThat(heard).containsExactly("left default root");

        world.finish(world.change(Action.UNINSTALL));
        go(Tenant.DEFAULT_ID);

        assertThat(world.revisions.loaded()).isEmpty();
        assertThat(heard).hasSize(1);
    }

    @Test
    void oneThatTakesLongAndThrowsKeepsNobodyFromSwitching() {
        var released = new CountDownLatch(1);
        world.revisions.listener(new Ear(() -> {
            heard.add("begins");
            waitFor(released);
            throw new IllegalStateException("on purpose");
        }));

        go(OTHER);
        await().until(() -> heard.contains("begins"));
        go(Tenant.DEFAULT_ID);
        go(OTHER);

        world.revisions.listener(new Ear(() -> {}));
        released.countDown();
        await().until(() -> heard.size() == 3);
        assertThat(heard).containsExactly("begins", "entered default root", "left default root");
    }

    @Test
    void aRevisionThatIsBeingToldIsNotUnloaded() {
        var released = new CountDownLatch(1);
        world.revisions.listener(new Ear(() -> {
            heard.add("begins");
            waitFor(released);
            heard.add("loaded " + world.revisions.loaded().size());
        }));
        go(OTHER);
        await().until(() -> heard.contains("begins"));

        var uninstall = world.change(Action.UNINSTALL);
        await().until(() -> world.routes.ofModule(Farm.NAME).isEmpty());
        await().during(Duration.ofMillis(300))
                .until(() -> world.revisions.loaded().size() == 1);
        released.countDown();

        assertThat(world.finish(uninstall).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(heard).contains("loaded 1");
        assertThat(world.revisions.loaded()).isEmpty();
    }

    @Test
    void whoIsToldWhenTheTenantLosesTheModuleIsInterrupted() {
        world.revisions.listener(new Ear(() -> {
            heard.add("begins");
            waitFor(new CountDownLatch(1));
            heard.add("interrupted");
        }));
        go(OTHER);
        await().until(() -> heard.contains("begins"));

        world.doors.close(Tenant.DEFAULT_ID, Farm.NAME, "its license is over.");

        await().until(() -> heard.contains("interrupted"));
        await().until(() -> world.doors.inside(Tenant.DEFAULT_ID, Farm.NAME) == 0);
    }

    private void go(String tenant) {
        var tokens = identity.signIn.switchTenant(IdentityFixture.HOME, root, tenant);
        root = identity.accessTokens.authenticate(tokens.accessToken());
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes down what it hears. */
    private final class Ear implements TenantSwitchListener {
        private final Runnable before;

        Ear(Runnable before) {
            this.before = before;
        }

        @Override
        public void entered(TenantContext context, CurrentUser user) {
            before.run();
            heard.add("entered " + context.tenant().id() + " " + user.id());
        }

        @Override
        public void left(TenantContext context, CurrentUser user) {
            before.run();
            heard.add("left " + context.tenant().id() + " " + user.id());
        }
    }
}

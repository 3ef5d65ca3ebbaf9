package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.api.ModuleLifecycle;
import com.a64platform.api.ModuleSettings;
import com.a64platform.api.TenantContext;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.planning.Plan;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of settings when their module becomes another version, and does not. */
class SettingsOverUpdatesTest {
    @TempDir
    Path home;

    private FarmSettings farm;
    private NodeWorld world;

    @BeforeEach
    void begin() {
        farm = FarmSettings.begun(home);
        world = farm.world();
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void anUpdateMigratesEachTenantOnItsOwn() {
        farm.change(Map.of("wells", 3, "owner", "Ada", "key", "s3cret"));
        var sealed = farm.counting().sealed();
        farm.change(FarmSettings.OTHER, Map.of("wells", 8));

        var ended = update("1.1.0", "settings second", true);

        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(detail(ended, "plan")).contains("owner, wells").doesNotContain("Ada");
        assertThat(farm.seen(Tenant.DEFAULT_ID))
                .isEqualTo(ModuleSettings.of(Map.of("wells", 3L, "pumps", 3L, "key", "s3cret")));
        assertThat(farm.counting().sealed()).isEqualTo(sealed);
        assertThat(farm.seen(FarmSettings.OTHER)).isEqualTo(ModuleSettings.of(Map.of("wells", 2L, "pumps", 3L)));
    }

    @Test
    void aPlanSaysWhatIsDroppedAndWhatIsMissing() {
        world.publish(Farm.version("1.1.0", "Farms. settings second"));
        var kept = plan(true);
        assertThat(kept.changes().get(0).settingsDropped()).containsExactly("owner");
        assertThat(kept.warnings()).contains("farm 1.0.0 -> 1.1.0 drops what is set of owner.");
        var reset = plan(false);
        assertThat(reset.changes().get(0).settingsDropped()).containsExactly("key", "owner", "wells");
        assertThat(reset.digest()).isNotEqualTo(kept.digest());

        farm.change(Map.of("wells", 2));

        assertThat(plan(true).digest()).as("what it was made from has changed").isNotEqualTo(kept.digest());
        world.publish(Farm.version("1.1.0", "Farms. settings strict"));
        assertThat(plan(true).refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.SETTING_MISSING.slug());
            assertThat(refusal.detail()).contains("label");
        });
    }

    private Plan plan(boolean keepSettings) {
        return world.planner.plan(PlanRequest.of(NodeWorld.updating("1.1.0", keepSettings), false));
    }

    @Test
    void anUpdateThatIsToKeepNothingGoesBackToTheDefaults() {
        var ended = update("1.1.0", "settings second", false);

        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(farm.seen(Tenant.DEFAULT_ID)).isEqualTo(ModuleSettings.of(Map.of("wells", 2L, "pumps", 3L)));
        assertThat(farm.audited("module.update").details())
                .containsEntry("resetSettings", "true")
                .containsEntry("settingsDropped", "key, owner, wells");
        assertThat(world.audit.events.toString()).doesNotContain("s3cret", "Ada");
    }

    @Test
    void anUpdateThatRequiresWhatHasNoValueIsRefusedWithItsName() throws Exception {
        var before = world.lookClosely();
        world.publish(Farm.version("1.1.0", "Farms. settings strict"));

        assertThatThrownBy(() -> world.update("1.1.0")).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SETTING_MISSING);
            assertThat(problem.detail()).contains("label");
        });
        assertThat(world.lookClosely()).isEqualTo(before);

        world.drop(Farm.version("1.1.0", "Farms. settings strict"));
        var note = home.resolve("deploy/farm-1.1.0.refused.txt");
        Awaitility.await().until(() -> Files.exists(note));
        assertThat(Files.readString(note)).contains("setting-missing").contains("label");
        assertThat(farm.seen(Tenant.DEFAULT_ID).text("owner")).isEqualTo("Ada");
    }

    @Test
    void theModuleItselfCanMakeThemFit() {
        var context = new AtomicReference<ModuleSettings>();
        world.revisions.hooks("1.1.0", new ModuleLifecycle() {
            @Override
            public Map<String, Object> migrateSettings(Map<String, Object> settings, String from, String to) {
                var renamed = new HashMap<>(settings);
                renamed.put("label", renamed.containsKey("owner") ? renamed.remove("owner") : from + " to " + to);
                return renamed;
            }

            @Override
            public void migrate(TenantContext tenant, String from, String to) {
                context.set(tenant.settings());
            }
        });

        world.publish(Farm.version("1.1.0", "Farms. settings strict migrates"));
        assertThat(plan(true).changes().get(0).settingsDropped()).isEmpty();

        var ended = update("1.1.0", "settings strict migrates", true);

        assertThat(ended.state()).as(String.valueOf(ended.failure())).isEqualTo(OperationState.SUCCEEDED);
        assertThat(farm.seen(Tenant.DEFAULT_ID)).isEqualTo(ModuleSettings.of(Map.of("wells", 1L, "label", "Ada")));
        assertThat(farm.seen(FarmSettings.OTHER))
                .isEqualTo(ModuleSettings.of(Map.of("wells", 4L, "label", "1.0.0 to 1.1.0")));
        assertThat(context.get().has("label"))
                .as("the hook sees what will count")
                .isTrue();
    }

    @Test
    void whatTheModuleThrowsThenIsNotPassedOn() {
        world.revisions.hooks("1.1.0", new ModuleLifecycle() {
            @Override
            public Map<String, Object> migrateSettings(Map<String, Object> settings, String from, String to) {
                throw new IllegalStateException(String.valueOf(settings));
            }
        });

        var ended = update("1.1.0", "settings second migrates", true);

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().detail())
                .contains("migrateSettings throws java.lang.IllegalStateException");
        assertThat(ended.toString()).doesNotContain("s3cret");
    }

    @Test
    void anUndoneUpdateLeavesThemAsTheyWere() {
        farm.change(Map.of("wells", 3, "owner", "Ada", "key", "s3cret"));
        var before = Set.copyOf(world.settings.all());
        var counted = farm.installation(Tenant.DEFAULT_ID).settingsId();
        world.revisions.hooks("1.1.0", new ModuleLifecycle() {
            @Override
            public void migrate(TenantContext tenant, String from, String to) {
                throw new IllegalStateException("on purpose");
            }
        });

        var ended = update("1.1.0", "settings second", true);

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(farm.installation(Tenant.DEFAULT_ID).settingsId()).isEqualTo(counted);
        assertThat(Set.copyOf(world.settings.all())).isEqualTo(before);
    }

    @Test
    void whileTwoRevisionsServeEachHasItsOwn() {
        farm.change(Map.of("wells", 8, "owner", "Ada"));
        var old = world.revisions.serving(Farm.NAME).orElseThrow();

        update("1.1.0", "settings second", true);

        var next = world.revisions.serving(Farm.NAME).orElseThrow();
        assertThat(world.tenantSettings.of(old, Tenant.DEFAULT_ID))
                .isEqualTo(ModuleSettings.of(Map.of("wells", 8L, "owner", "Ada")));
        assertThat(world.tenantSettings.of(next, Tenant.DEFAULT_ID))
                .isEqualTo(ModuleSettings.of(Map.of("wells", 2L, "pumps", 3L)));
    }

    @Test
    void noChangeWhileTheModuleItselfIsChanged() {
        var inside = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        world.atFetch = () -> {
            inside.countDown();
            FarmSettings.await(goOn);
        };
        world.publish(Farm.version("1.1.0", "Farms. settings second"));
        var running = world.update("1.1.0");
        FarmSettings.await(inside);

        assertThatThrownBy(() -> farm.change(Map.of("wells", 2)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.OPERATION_IN_PROGRESS));
        goOn.countDown();
        world.finish(running);
    }

    private Operation update(String version, String description, boolean keep) {
        world.publish(Farm.version(version, "Farms. " + description));
        return world.finish(world.update(version, keep));
    }

    private static String detail(Operation operation, String step) {
        return operation.steps().stream()
                .filter(record -> record.name().equals(step))
                .findFirst()
                .orElseThrow()
                .detail();
    }
}

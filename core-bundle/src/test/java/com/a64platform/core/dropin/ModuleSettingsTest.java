package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.api.ModuleSettings;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import com.a64platform.core.settings.SettingsDraft;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.settings.SettingsVersion.Origin;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of modules, from the request to the module, on a node with the real verbs. */
class ModuleSettingsTest {
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
    void whatIsGivenAtInstallationCountsAndIsNowhereInPlain() {
        assertThat(farm.seen(Tenant.DEFAULT_ID))
                .isEqualTo(ModuleSettings.of(Map.of("wells", 1L, "owner", "Ada", "key", "s3cret")));
        assertThat(farm.seen(FarmSettings.OTHER)).isEqualTo(ModuleSettings.of(Map.of("wells", 4L)));
        assertThat(world.settings.all().toString()).doesNotContain("s3cret");
        assertThat(world.operations.recent(50).toString()).doesNotContain("s3cret", "Ada");
        assertThat(world.audit.events.toString()).doesNotContain("s3cret", "Ada");
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingIsDownloaded() {
        world.finish(world.uninstall.submit(Farm.NAME, FarmSettings.OTHER, DataChoice.KEEP, NodeWorld.ADMIN));
        world.finish(world.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, DataChoice.KEEP, NodeWorld.ADMIN));
        var kept = world.settings.all();
        var downloads = new AtomicInteger();
        world.atFetch = downloads::incrementAndGet;

        assertThatThrownBy(() -> world.install(
                        "1.0.0", FarmSettings.OTHER, Map.of("wells", "many", "key", "s3cret", "depth", 3)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .extracting(FieldError::pointer)
                        .containsExactlyInAnyOrder("/configuration/wells", "/configuration/depth"));

        assertThat(downloads).hasValue(0);
        assertThat(world.settings.all()).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void anInstallationThatFailsLeavesNoneOfItsOwn() {
        world.finish(world.uninstall.submit(Farm.NAME, FarmSettings.OTHER, DataChoice.KEEP, NodeWorld.ADMIN));
        world.finish(world.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, DataChoice.KEEP, NodeWorld.ADMIN));
        var kept = world.settings.all();
        world.publish(Farm.version("1.2.0", "It does not start"));

        var ended = world.finish(world.install("1.2.0", FarmSettings.OTHER, Map.of("wells", 2)));

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(world.settings.all()).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void whatAKilledNodeWasAboutToInstallGoesWithTheNextInstallation() {
        world.finish(world.uninstall.submit(Farm.NAME, FarmSettings.OTHER, DataChoice.KEEP, NodeWorld.ADMIN));
        var left = leftBehind(Duration.ofHours(3));
        var underWay = leftBehind(Duration.ofHours(1));

        world.finish(world.install("1.0.0", FarmSettings.OTHER, Map.of("wells", 2)));

        assertThat(world.settings.all()).doesNotContain(left).contains(underWay);
    }

    private SettingsVersion leftBehind(Duration ago) {
        var origin =
                new Origin(Cause.INSTALL, "1.0.0", "", "ada", "", Instant.now().minus(ago));
        var draft = new SettingsDraft(Map.of("wells", 3L), Map.of(), Map.of());
        return world.settingsVault.keep(SettingsVersion.none(FarmSettings.OTHER, Farm.NAME), draft, origin);
    }

    @Test
    void aChangeCountsForItsTenantAtOnce() {
        farm.change(Map.of("wells", 9, "key", "********"));

        assertThat(farm.seen(Tenant.DEFAULT_ID)).isEqualTo(ModuleSettings.of(Map.of("wells", 9L, "key", "s3cret")));
        assertThat(farm.seen(FarmSettings.OTHER)).isEqualTo(ModuleSettings.of(Map.of("wells", 4L)));
        var settings = world.configure.settings(Tenant.DEFAULT_ID, Farm.NAME);
        assertThat(settings.shown()).isEqualTo(Map.of("wells", 9L, "key", "********"));
        assertThat(farm.audited("module.configure").details())
                .containsEntry("changed", "owner, wells")
                .containsEntry("tenantId", Tenant.DEFAULT_ID)
                .containsEntry("version", "2");
    }

    @Test
    void aChangeThatChangesNothingMakesNoVersion() {
        var before = farm.installation(Tenant.DEFAULT_ID).settingsId();

        farm.change(Map.of("wells", 1, "owner", "Ada", "key", "********"));

        assertThat(farm.installation(Tenant.DEFAULT_ID).settingsId()).isEqualTo(before);
        assertThat(world.audit.lines()).doesNotContain("module.configure success");
    }

    @Test
    void ofManyWhoChangeTheSameVersionOneWins() {
        var tag = farm.counting().tag();
        var won = new ConcurrentLinkedQueue<Integer>();
        var lost = new ConcurrentLinkedQueue<ErrorCode>();

        IntStream.range(2, 10).parallel().forEach(i -> {
            try {
                world.configure.change(FarmSettings.place(Tenant.DEFAULT_ID, Set.of(tag)), Map.of("wells", i));
                won.add(i);
            } catch (ProblemException refused) {
                lost.add(refused.code());
            }
        });

        assertThat(won).hasSize(1);
        assertThat(lost).hasSize(7).containsOnly(ErrorCode.PRECONDITION_FAILED);
        assertThat(farm.seen(Tenant.DEFAULT_ID)).isEqualTo(ModuleSettings.of(Map.of("wells", (long) won.peek())));
        assertThat(farm.chain()).hasSize(2);
        assertThat(world.settings.find(Tenant.DEFAULT_ID, Farm.NAME)).hasSize(2);
    }

    @Test
    void historySaysWhoAndARevertBringsSecretsBack() {
        farm.change(Map.of("wells", 2, "key", "second"));
        farm.change(Map.of("wells", 3));

        world.configure.revert(FarmSettings.place(Tenant.DEFAULT_ID, Set.of()), 1);

        assertThat(farm.seen(Tenant.DEFAULT_ID))
                .isEqualTo(ModuleSettings.of(Map.of("wells", 1L, "owner", "Ada", "key", "s3cret")));
        assertThat(farm.chain())
                .extracting(version -> version.origin().cause())
                .containsExactly(Cause.REVERT, Cause.CHANGE, Cause.CHANGE, Cause.INSTALL);
        assertThat(farm.chain())
                .allSatisfy(version -> assertThat(version.origin().userId()).isEqualTo(NodeWorld.ADMIN.userId()));
        assertThat(farm.chain().get(0).changed()).containsExactly("key", "owner", "wells");
        assertThatThrownBy(() -> world.configure.revert(FarmSettings.place(Tenant.DEFAULT_ID, Set.of()), 77))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void theModuleHearsOfAChangeAndNobodyWaitsForIt() {
        var heard = new ConcurrentLinkedQueue<String>();
        var hanging = new CountDownLatch(1);
        var calls = new AtomicInteger();
        world.revisions.listener(context -> {
            if (calls.incrementAndGet() == 1) {
                FarmSettings.await(hanging);
            }
            heard.add(context.tenant().id() + " " + context.settings().wholeNumber("wells"));
        });

        farm.change(Map.of("wells", 2));
        Awaitility.await().until(() -> !farm.findings().isEmpty());
        assertThat(farm.findings()).singleElement().asString().contains("does not come back");
        farm.change(Map.of("wells", 3));
        farm.change(Map.of("wells", 4));
        farm.change(FarmSettings.OTHER, Map.of("wells", 5));
        assertThat(calls).as("it is still in the first").hasValue(1);
        hanging.countDown();

        Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("default 4", "default 4", "other 5"));
        Awaitility.await().until(() -> farm.findings().isEmpty());
    }

    @Test
    void theModuleHearsOfWhatAnotherNodeHasSetAndOfNothingTwice() {
        var heard = new ConcurrentLinkedQueue<Long>();
        world.revisions.listener(context -> heard.add(context.settings().wholeNumber("wells")));
        farm.change(Map.of("wells", 2));
        Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly(2L));
        var installation = farm.installation(Tenant.DEFAULT_ID);
        var draft = new SettingsDraft(Map.of("wells", 3L), Map.of(), Map.of());
        var another =
                world.settingsVault.keep(farm.counting(), draft, farm.counting().origin());

        world.store.update(installation.configured(another.id(), Instant.now()));
        world.inventory.refresh(Farm.NAME);

        Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly(2L, 3L));
        assertThat(farm.seen(Tenant.DEFAULT_ID).wholeNumber("wells")).isEqualTo(3);
        farm.change(Map.of("wells", 4));
        Awaitility.await().untilAsserted(() -> assertThat(heard).contains(4L));
        assertThat(heard).containsExactly(2L, 3L, 4L);
    }

    @Test
    void aListenerThatThrowsTakesNothingBack() {
        world.revisions.listener(context -> {
            throw new IllegalStateException(context.settings().text("key"));
        });

        farm.change(Map.of("wells", 2, "key", "s3cret-2"));

        Awaitility.await().until(() -> !farm.findings().isEmpty());
        assertThat(farm.findings())
                .singleElement()
                .asString()
                .contains("IllegalStateException")
                .doesNotContain("s3cret");
        assertThat(farm.seen(Tenant.DEFAULT_ID).text("key")).isEqualTo("s3cret-2");
    }
}

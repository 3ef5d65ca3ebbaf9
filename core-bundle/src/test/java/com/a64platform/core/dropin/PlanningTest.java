package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.applying.ChangeModules.Order;
import com.a64platform.core.applying.GivenSettings;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.planning.Approval;
import com.a64platform.core.planning.Change;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.Plan;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantLimits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is planned is what is done, for one module and for sets, on a node with real verbs. */
class PlanningTest {
    private static final String OTHER = "other";

    @TempDir
    Path home;

    private NodeWorld world;

    @BeforeEach
    void start() {
        world = new NodeWorld(home);
        world.publish(Farm.version("1.0.0"));
        world.publish(Farm.version("1.1.0"));
        offer(Made.module("animals", "1.0.0", "animals.read", "farm ^1.0.0"));
        offer(Made.module("stock", "1.0.0", "stock.read stock.write", "animals ^1.0.0", "farm >=1.0.0"));
        world.start();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void plansWhatIsMissingAndDoesNothing() {
        var before = world.look();

        var plan = plan(false, install("stock"));

        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.added()).containsExactly("farm 1.1.0", "animals 1.0.0", "stock 1.0.0");
        assertThat(plan.permissionsAsked()).containsExactly("animals.read", "farm.v1", "stock.read", "stock.write");
        assertThat(plan.licensesNeeded()).containsExactly("farm 1.1.0");
        assertThat(plan.downloadBytes())
                .isEqualTo(world.registry.get("1.1.0").jar().length
                        + world.others.get("animals 1.0.0").jar().length
                        + world.others.get("stock 1.0.0").jar().length);
        assertThat(plan.restarted()).isEmpty();
        assertThat(plan.changes().get(2).data().collections()).containsExactly("things");
        assertThat(world.look()).isEqualTo(before);
    }

    @Test
    void installsWhatIsMissingInOrderAndLeavesNothingElse() {
        var ended = apply(plan(false, install("stock")), install("stock"));

        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.look().installations())
                .containsExactlyInAnyOrder(
                        "default farm 1.1.0 ENABLED", "default animals 1.0.0 ENABLED", "default stock 1.0.0 ENABLED");
        assertThat(world.look().serves())
                .containsExactlyInAnyOrder("/api/v1/farm 1.1.0", "/api/v1/animals 1.0.0", "/api/v1/stock 1.0.0");
        var again = plan(false, install("stock"));
        assertThat(again.refusals()).extracting(Plan.Refusal::code).containsExactly("module-already-installed");
    }

    @Test
    void asksForTheLicenseOfEachBeforeAnythingBegins() {
        var before = world.look();

        assertThatThrownBy(() -> submit(Approval.UNSEEN, Map.of(), false, install("stock")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.LICENSE_MISSING));
        assertThat(world.look()).isEqualTo(before);
    }

    @Test
    void aTenantGetsNoMoreModulesThanItMayHave() {
        limitModules(2);

        var refusals = plan(false, install("stock")).refusals();

        assertThat(refusals).extracting(Plan.Refusal::code).containsExactly("module-limit-reached");
        assertThat(refusals.get(0).detail())
                .contains("may have 2 modules and has 0", "PUT /api/v1/tenants/default/limits");
        assertThat(plan(false, new Change(Action.INSTALL, "stock", "latest", OTHER))
                        .refusals())
                .isEmpty();
        limitModules(3);
        assertThat(apply(plan(false, install("stock")), install("stock")).state())
                .isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void aLimitThatIsLoweredOnTheWayRefusesWhatComesAndKeepsWhatIsThere() {
        world.journal.atWrite(count -> limitModules(0)); // planned already

        var refused = finish(world.install("1.0.0"));

        world.journal.atWrite(count -> {});
        assertThat(refused.state()).isEqualTo(OperationState.FAILED);
        assertThat(refused.failure().orElseThrow().code()).isEqualTo("module-limit-reached");
        limitModules(1);
        finish(world.install("1.0.0"));
        limitModules(0);
        var update = new Change(Action.UPDATE, Farm.NAME, "1.1.0", Tenant.DEFAULT_ID);
        assertThat(apply(plan(false, update), update).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    private void limitModules(int most) {
        var any = OptionalInt.empty();
        world.tenants.setLimits(
                Tenant.DEFAULT_ID, new TenantLimits(any, any, any, any, OptionalInt.of(most), OptionalLong.empty()));
    }

    @Test
    void aStalePlanIsRefusedWithTheNewOne() {
        var plan = plan(false, install("stock"));
        finish(world.install("1.0.0"));

        assertThatThrownBy(() -> apply(plan, install("stock")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.PLAN_CHANGED);
                    assertThat((Plan) problem.members().get("plan"))
                            .satisfies(now -> assertThat(now.added()).containsExactly("animals 1.0.0", "stock 1.0.0"))
                            .satisfies(now -> assertThat(now.digest()).isNotEqualTo(plan.digest()));
                });
        assertThat(plan(false, install("stock")).digest())
                .isEqualTo(plan(false, install("stock")).digest());
    }

    @Test
    void saysThatALicenseIsForgotten() {
        finish(world.install("1.0.0"));

        var plan = plan(false, new Change(Action.UNINSTALL, Farm.NAME, "latest", Tenant.DEFAULT_ID));

        assertThat(plan.warnings())
                .containsExactly("The license of farm is forgotten; keep it to install the module again.");
        assertThat(plan.licensesNeeded()).isEmpty();
    }

    @Test
    void morePermissionsNeedConsent() {
        finish(world.install("1.0.0"));
        var before = world.lookClosely();
        var update = new Change(Action.UPDATE, Farm.NAME, "1.1.0", Tenant.DEFAULT_ID);

        assertThat(plan(false, update).changes().get(0))
                .satisfies(change -> assertThat(change.permissionsAdded()).containsExactly("farm.v1"))
                .satisfies(change -> assertThat(change.permissionsRemoved()).containsExactly("farm.v0"));
        assertThatThrownBy(() -> submit(Approval.UNSEEN, Map.of(), false, update))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.CONSENT_MISSING);
                    assertThat(problem.errors()).singleElement().satisfies(error -> assertThat(error.detail())
                            .isEqualTo("farm.v1 for farm 1.0.0 -> 1.1.0"));
                });
        assertThat(world.lookClosely()).isEqualTo(before);

        var ended = finish(submit(new Approval("", Set.of("farm.v1")), Map.of(), false, update));
        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void whoHasLookedAtThePlanConsentsToWhatIsNew() {
        var plan = plan(false, install("stock"));

        assertThatThrownBy(() ->
                        submit(new Approval(plan.digest(), Set.of("stock.read")), licenses(), false, install("stock")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .extracting(ProblemException.FieldError::detail)
                        .containsExactly(
                                "farm.v1 for farm 1.1.0",
                                "animals.read for animals 1.0.0",
                                "stock.write for stock 1.0.0"));
    }

    @Test
    void whatIsNeededGoesOnlyWithWhatNeedsIt() {
        apply(plan(false, install("stock")), install("stock"));
        var uninstall = new Change(Action.UNINSTALL, "animals", "latest", Tenant.DEFAULT_ID);

        var refused = plan(false, uninstall);
        assertThat(refused.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("still-needed");
            assertThat(refusal.detail()).startsWith("These modules need animals: stock;");
        });
        assertThatThrownBy(() -> submit(Approval.UNSEEN, Map.of(), false, uninstall))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.STILL_NEEDED));

        var plan = plan(true, uninstall);
        assertThat(plan.removed()).containsExactly("stock 1.0.0", "animals 1.0.0");
        assertThat(plan.warnings())
                .containsExactly(
                        "The data of stock stays unless its deletion is asked for.",
                        "stock 1.0.0 comes along, though nobody asked for it: it needs what goes.",
                        "The data of animals stays unless its deletion is asked for.");
        finish(submit(new Approval(plan.digest(), Set.of()), Map.of(), true, uninstall));
        assertThat(world.look().installations()).containsExactly("default farm 1.1.0 ENABLED");
    }

    @Test
    void disablingCascadesToo() {
        apply(plan(false, install("stock")), install("stock"));
        var disable = new Change(Action.DISABLE, Farm.NAME, "latest", Tenant.DEFAULT_ID);

        assertThat(plan(false, disable).refusals())
                .extracting(Plan.Refusal::code)
                .containsExactly("still-needed");
        finish(submit(Approval.UNSEEN, Map.of(), true, disable));
        assertThat(world.look().serves()).isEmpty();

        var enable = new Change(Action.ENABLE, "stock", "latest", Tenant.DEFAULT_ID);
        assertThat(plan(false, enable).refusals())
                .extracting(Plan.Refusal::code)
                .containsExactly("dependency-missing");
        assertThat(plan(true, enable).enabled()).containsExactly("farm 1.1.0", "animals 1.0.0", "stock 1.0.0");
        finish(submit(Approval.UNSEEN, Map.of(), true, enable));
        assertThat(world.look().serves()).hasSize(3);
    }

    @Test
    void anUpdateNamesTheOtherTenantsAndGivesThemWhatItNeeds() {
        offer(Made.module("animals", "1.1.0", "animals.read", "farm ^1.0.0", "vets ^1.0.0"));
        offer(Made.module("vets", "1.0.0", ""));
        apply(plan(false, install("animals")), install("animals"));
        var elsewhere = new Change(Action.INSTALL, "animals", "latest", OTHER);
        apply(plan(false, elsewhere), elsewhere);

        var plan = plan(false, new Change(Action.UPDATE, "animals", "latest", Tenant.DEFAULT_ID));

        assertThat(plan.updated()).isEmpty();
        assertThat(plan.refusals()).extracting(Plan.Refusal::code).containsExactly("conflict");
        offer(Made.module("animals", "1.2.0", "animals.read", "farm ^1.0.0", "herds ^1.0.0"));
        offer(Made.module("herds", "1.0.0", ""));
        var next = plan(false, new Change(Action.UPDATE, "animals", "latest", Tenant.DEFAULT_ID));
        assertThat(next.refusals()).isEmpty();
        assertThat(next.added()).containsExactly("herds 1.0.0", "herds 1.0.0");
        assertThat(next.changes())
                .filteredOn(change -> change.action() == Action.INSTALL)
                .extracting(change -> change.tenantId())
                .containsExactlyInAnyOrder(Tenant.DEFAULT_ID, OTHER);
        assertThat(next.otherTenants()).containsExactly(OTHER);
        assertThat(next.warnings()).anySatisfy(warning -> assertThat(warning).contains("these tenants, too: other"));
    }

    @Test
    void whatNobodyHasSeenChangesNothingElse() {
        finish(world.install("1.0.0"));
        offer(Made.module("shop", "1.0.0", "", "farm >=1.1.0"));

        assertThat(plan(false, install("shop")).updated()).containsExactly("farm 1.0.0 -> 1.1.0");
        assertThatThrownBy(() -> submit(Approval.UNSEEN, licenses(), false, install("shop")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.detail())
                        .contains("That would also update farm 1.0.0 -> 1.1.0"));

        apply(plan(false, install("shop")), install("shop"));
        assertThat(world.look().installations())
                .containsExactlyInAnyOrder("default farm 1.1.0 ENABLED", "default shop 1.0.0 ENABLED");
    }

    @Test
    void aSetTakesSettingsByModule() {
        var wrong = Map.of(Farm.NAME, Map.<String, Object>of("wells", "many"), "barn", Map.<String, Object>of());
        assertThatThrownBy(() -> install(GivenSettings.byModule(wrong))).satisfies(pointsTo("/configuration/barn"));
        var many = Map.of(Farm.NAME, Map.<String, Object>of("wells", "many"));
        assertThatThrownBy(() -> install(GivenSettings.byModule(many)))
                .satisfies(pointsTo("/configuration/farm/wells"));
        assertThat(world.settings.all()).isEmpty();

        finish(install(GivenSettings.byModule(Map.of(Farm.NAME, Map.of("wells", 7)))));

        assertThat(world.set(world.inventory.require(Tenant.DEFAULT_ID, Farm.NAME)))
                .isEqualTo(Map.of("wells", 7L));
    }

    private Operation install(GivenSettings settings) {
        var request = PlanRequest.of(install("animals"), false);
        return world.changes.submit(
                new Order(request, Approval.UNSEEN, licenses(), settings, DataChoice.KEEP, NodeWorld.ADMIN));
    }

    private static Consumer<Throwable> pointsTo(String pointer) {
        return refused -> assertThat(((ProblemException) refused).errors())
                .extracting(ProblemException.FieldError::pointer)
                .containsExactly(pointer);
    }

    @Test
    void aConflictIsOneSentence() {
        finish(world.install("1.0.0"));
        apply(plan(false, install("animals")), install("animals"));
        offer(Made.module("shop", "1.0.0", "", "farm ^2.0.0"));
        world.publish(Farm.version("2.0.0"));

        assertThat(plan(false, install("shop")).refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("dependency-conflict");
            assertThat(refusal.detail())
                    .isEqualTo("shop 1.0.0 needs farm ^2.0.0, but animals 1.0.0, which is installed, needs farm ^1.0.0;"
                            + " choose another version of shop, or update or uninstall animals first.");
        });
        var update = new Change(Action.UPDATE, Farm.NAME, "2.0.0", Tenant.DEFAULT_ID);
        assertThat(plan(false, update).refusals())
                .extracting(Plan.Refusal::code)
                .containsExactly("dependency-conflict");
    }

    @Test
    void aDroppedVersionThatOthersCannotLiveWithDoesNotComeIn() {
        apply(plan(false, install("animals")), install("animals"));

        world.drop(Farm.version("2.0.0"));

        Awaitility.await().untilAsserted(() -> assertThat(home.resolve("deploy/farm-2.0.0.refused.txt"))
                .content()
                .contains("animals 1.0.0 needs farm ^1.0.0, which 2.0.0 is not"));
        assertThat(world.look().serves()).contains("/api/v1/farm 1.1.0");
    }

    @Test
    void installsWithoutActivating() {
        var ended = finish(submit(
                Approval.UNSEEN,
                licenses(),
                false,
                new Change(Action.INSTALL, Farm.NAME, "1.0.0", Tenant.DEFAULT_ID, false)));

        assertThat(ended.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(world.look().installations()).containsExactly("default farm 1.0.0 DISABLED");
        assertThat(world.look().loaded()).isEmpty();
        assertThat(world.look().serves()).isEmpty();
        finish(submit(
                Approval.UNSEEN, Map.of(), false, new Change(Action.ENABLE, Farm.NAME, "latest", Tenant.DEFAULT_ID)));
        assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0");
    }

    @Test
    void takesBackWhatCameBeforeTheOneThatFails() {
        offer(Made.broken("shop", "1.0.0", "animals ^1.0.0"));
        var before = world.lookClosely();

        var ended = apply(plan(false, install("shop")), install("shop"));

        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().detail()).startsWith("install shop 1.0.0:");
        assertThat(world.lookClosely().seen()).isEqualTo(before.seen());
    }

    @Test
    void leavesSomebodyElsesInstallationAlone() {
        offer(Made.module("shop", "1.0.0", "", "animals ^1.0.0"));
        var plan = plan(false, install("shop"));
        var once = new AtomicBoolean();
        world.atFetch = () -> {
            if (once.compareAndSet(false, true)) {
                finish(world.install("1.1.0")); // while the set downloads
            }
        };

        var ended = apply(plan, install("shop"));

        assertThat(ended.failure().orElseThrow().code()).isEqualTo("module-already-installed");
        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(world.look().installations()).containsExactly("default farm 1.1.0 ENABLED");
    }

    @Test
    void saysWhatCannotBeTakenBack() {
        finish(world.install("1.0.0"));
        offer(Made.broken("shop", "1.0.0", "farm >=1.1.0"));

        var ended = apply(plan(false, install("shop")), install("shop"));

        assertThat(ended.state()).isEqualTo(OperationState.UNCLEAN);
        assertThat(ended.steps().get(2).detail()).contains("update farm 1.0.0 -> 1.1.0 was done and stays so");
        assertThat(world.look().installations()).containsExactly("default farm 1.1.0 ENABLED");
    }

    @Test
    void downloadsAllOfItBeforeAnyOfItIsInstalled() {
        world.atFetch = () -> {
            assertThat(world.store.all()).isEmpty();
        };

        assertThat(apply(plan(false, install("stock")), install("stock")).state())
                .isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    @Tag("kill")
    void comesToAnEndAfterAKillAtAnyWriteOfItsJournal() throws InterruptedException {
        int writes = 40;
        for (int write = 2; write <= writes; write += 3) {
            int at = write;
            killAt(at);
            assertThat(world.look().installations())
                    .as("killed at write " + write)
                    .satisfiesAnyOf(seen -> assertThat(seen).isEmpty(), seen -> assertThat(seen)
                            .hasSize(3));
            var installed = world.inventory.find(Tenant.DEFAULT_ID, Farm.NAME);
            assertThat(world.look().licenses()).hasSize(installed.isEmpty() ? 0 : 1);
            installed.ifPresent(farm -> assertThat(world.set(farm))
                    .as("settings killed at write " + at)
                    .isEqualTo(Map.of("key", "s3cret")));
            assertThat(world.lookClosely().looseSettings()).isEmpty();
            if (installed.isPresent()) {
                finish(submit(
                        Approval.UNSEEN,
                        Map.of(),
                        true,
                        new Change(Action.UNINSTALL, Farm.NAME, "latest", Tenant.DEFAULT_ID)));
            }
        }
    }

    private void killAt(int write) throws InterruptedException {
        var killed = new CountDownLatch(1);
        world.journal.atWrite(count -> {
            if (count >= write) {
                killed.countDown();
                throw new Killed();
            }
        });
        var request = PlanRequest.of(install("stock"), false);
        var plan = world.planner.plan(request);
        var approval = new Approval(plan.digest(), Set.copyOf(plan.permissionsAsked()));
        var settings = GivenSettings.byModule(Map.of(Farm.NAME, Map.of("key", "s3cret")));
        var operation = world.changes.submit(
                new Order(request, approval, licenses(), settings, DataChoice.KEEP, NodeWorld.ADMIN));
        Awaitility.await()
                .until(() -> killed.getCount() == 0
                        || world.operations
                                .find(operation.id())
                                .orElseThrow()
                                .state()
                                .ended());
        world.close();
        world.journal.atWrite(count -> {});
        world.start();
        Awaitility.await().until(() -> world.journal.unfinished().isEmpty());
    }

    private void offer(Made made) {
        world.others.put(made.name() + " " + made.version(), made);
    }

    private static Change install(String module) {
        return new Change(Action.INSTALL, module, "latest", Tenant.DEFAULT_ID);
    }

    private Plan plan(boolean cascade, Change... changes) {
        return world.planner.plan(new PlanRequest(List.of(changes), cascade));
    }

    private Operation apply(Plan plan, Change... changes) {
        var approval = new Approval(plan.digest(), Set.copyOf(plan.permissionsAsked()));
        return finish(submit(approval, licenses(), false, changes));
    }

    private static Map<String, String> licenses() {
        return Map.of(Farm.NAME, NodeWorld.LICENSE);
    }

    private Operation submit(Approval approval, Map<String, String> licenses, boolean cascade, Change... changes) {
        var request = new PlanRequest(Arrays.asList(changes), cascade);
        return world.changes.submit(
                new Order(request, approval, licenses, GivenSettings.NONE, DataChoice.KEEP, NodeWorld.ADMIN));
    }

    private Operation finish(Operation operation) {
        return world.finish(operation);
    }

    /** Not an exception anybody handles: the thread dies of it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }
}

package com.a64platform.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.engine.InMemoryJournal;
import com.a64platform.core.engine.JournalOperations;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.SampleInstallation;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.InMemoryTenantRepository;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloseTenantTest {
    private final RecordedAudit audit = new RecordedAudit();
    /** What happens while the store writes that the tenant is closed. */
    private Runnable atClosing = () -> {};

    private final InMemoryTenantRepository repository = new InMemoryTenantRepository() {
        @Override
        public Optional<Tenant> setClosed(String id, Optional<Instant> closedAt) {
            closedAt.ifPresent(time -> atClosing.run());
            return super.setClosed(id, closedAt);
        }
    };
    private final Tenants tenants = new Tenants(repository, audit);
    private final Inventory inventory = new Inventory(new InMemoryInstallations());
    private final Workers workers = new Workers();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final Operations operations = new JournalOperations(journal, workers);
    private final CloseTenant closing = new CloseTenant(tenants, inventory, operations);
    private final String acme = tenants.create(Actor.SYSTEM, "Acme").id();

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void closesOneWithoutModulesAndTwiceIsOnce() {
        inventory.add(disabled("1", "somebody-else"));

        var first = closing.close(Actor.SYSTEM, acme);
        var again = closing.close(Actor.SYSTEM, acme);

        assertThat(first.open()).isFalse();
        assertThat(again).isEqualTo(first);
        assertThat(audit.lines()).containsOnlyOnce("tenant.close success");
    }

    @Test
    void refusesWithTheListOfWhatIsInstalled() {
        inventory.add(disabled("1", acme));

        refused(problem -> {
            assertThat(problem.errors()).hasSize(1).first().satisfies(error -> {
                assertThat(error.pointer()).isEqualTo("/installations/1");
                assertThat(error.detail()).isEqualTo("hello 1.0.0 is DISABLED");
            });
            assertThat(problem.detail()).contains("uninstall");
        });
        assertThat(audit.lines()).doesNotContain("tenant.close success");
    }

    @Test
    void refusesWhileSomethingIsBeingInstalled() {
        var installing = new CountDownLatch(1);
        operations.define(new Installing(installing, () -> {}));
        var operation = operations.submit("install", "hello", acme, "root", Map.of());

        refused(problem -> assertThat(problem.errors().get(0).pointer()).isEqualTo("/operations/" + operation.id()));
        installing.countDown();
        operations.await(operation.id(), Duration.ofSeconds(10));
    }

    @Test
    void seesAnInstallationFromWhenItIsWrittenDown() {
        var nothing = new CountDownLatch(0);
        operations.define(new Installing(
                nothing, () -> refused(problem -> assertThat(problem.errors()).hasSize(1))));

        var operation = operations.submit("install", "hello", acme, "root", Map.of());

        operations.await(operation.id(), Duration.ofSeconds(10));
    }

    @Test
    void opensAgainWhatWasFilledAtTheSameMoment() {
        atClosing = () -> inventory.add(disabled("1", acme));

        refused(problem -> assertThat(problem.errors()).hasSize(1));
    }

    @Test
    void leavesTheDefaultTenantOpen() {
        assertThatThrownBy(() -> closing.close(Actor.SYSTEM, Tenant.DEFAULT_ID)).hasMessageContaining("stays");
        assertThatThrownBy(() -> closing.close(Actor.SYSTEM, "nobody")).hasMessageContaining("no such tenant");
    }

    private void refused(Consumer<ProblemException> check) {
        assertThatThrownBy(() -> closing.close(Actor.SYSTEM, acme))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.CONFLICT);
                    check.accept(problem);
                });
        assertThat(tenants.require(acme).open()).isTrue();
        assertThat(tenants.acting(acme)).isPresent();
    }

    private static Installation disabled(String id, String tenant) {
        return SampleInstallation.of(id, tenant, "hello", InstallationState.DISABLED);
    }

    private record Installing(CountDownLatch until, Runnable atRecheck) implements OperationDefinition {
        @Override
        public String kind() {
            return "install";
        }

        @Override
        public void recheck(Operation operation) {
            atRecheck.run();
        }

        @Override
        public Duration limit() {
            return Duration.ofSeconds(30);
        }

        @Override
        public List<Step> steps() {
            return List.of(Step.of("wait", step -> {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
    }
}

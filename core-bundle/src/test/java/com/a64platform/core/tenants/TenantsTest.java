package com.a64platform.core.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantsTest {
    private final InMemoryTenantRepository repository = new InMemoryTenantRepository();
    private final RecordedAudit audit = new RecordedAudit();
    private final Tenants tenants = new Tenants(repository, audit);

    @Test
    void firstStartMakesTheDefaultTenantOnce() {
        var first = tenants.require(Tenant.DEFAULT_ID);
        var again = new Tenants(repository, audit);

        assertThat(again.all()).containsExactly(first);
        assertThat(audit.lines()).containsExactly("tenant.create success");
    }

    @Test
    void givesEveryTenantADatabaseThatDoesNotTellItsName() {
        var acme = tenants.create(Actor.SYSTEM, " Acme ");
        var beta = tenants.create(Actor.SYSTEM, "Beta");

        assertThat(acme.name()).isEqualTo("Acme");
        assertThat(acme.database()).matches("a64_t_[0-9a-f]{24}").isNotEqualTo(beta.database());
        assertThat(tenants.require(acme.id())).isEqualTo(acme);
    }

    @Test
    void refusesANameThatIsTaken() {
        tenants.create(Actor.SYSTEM, "Acme");

        assertThatThrownBy(() -> tenants.create(Actor.SYSTEM, "ACME"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(audit.lines()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb"})
    void refusesABadName(String name) {
        assertThatThrownBy(() -> tenants.create(Actor.SYSTEM, name))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION_FAILED));
    }

    @Test
    void renamesWhateverRequestsRemember() {
        var acme = tenants.create(Actor.SYSTEM, "Acme");
        tenants.create(Actor.SYSTEM, "Beta");
        assertThat(tenants.acting(acme.id())).contains(acme);

        tenants.rename(Actor.SYSTEM, acme.id(), " Acme Farms ");

        assertThat(tenants.acting(acme.id()).orElseThrow().name()).isEqualTo("Acme Farms");
        assertThat(tenants.require(acme.id()).database()).isEqualTo(acme.database());
        refused(ErrorCode.CONFLICT, () -> tenants.rename(Actor.SYSTEM, acme.id(), "beta"));
        refused(ErrorCode.VALIDATION_FAILED, () -> tenants.rename(Actor.SYSTEM, acme.id(), " "));
        refused(ErrorCode.NOT_FOUND, () -> tenants.rename(Actor.SYSTEM, "nobody", "Gamma"));
    }

    @Test
    void nobodyActsInAClosedTenantUntilItIsOpenAgain() {
        var acme = tenants.create(Actor.SYSTEM, "Acme");
        assertThat(tenants.acting(acme.id())).contains(acme);

        assertThat(tenants.close(Actor.SYSTEM, acme.id()).open()).isFalse();

        assertThat(tenants.acting(acme.id())).isEmpty();
        refused(ErrorCode.CONFLICT, () -> tenants.requireOpen(acme.id()));
        assertThat(tenants.require(acme.id()).closedAt()).isPresent();
        tenants.reopen(Actor.SYSTEM, acme.id());
        assertThat(tenants.acting(acme.id())).contains(acme);
        assertThat(audit.lines()).endsWith("tenant.close success", "tenant.reopen success");
    }

    @Test
    void catchesUpWithWhatAnotherNodeHasChanged() {
        var elsewhere = new Tenants(repository, audit);
        var acme = tenants.create(Actor.SYSTEM, "Acme");
        var beta = tenants.create(Actor.SYSTEM, "Beta");
        assertThat(tenants.acting(acme.id())).contains(acme);
        assertThat(tenants.acting(beta.id())).contains(beta);

        elsewhere.close(Actor.SYSTEM, acme.id());
        elsewhere.rename(Actor.SYSTEM, beta.id(), "Gamma");
        assertThat(tenants.acting(acme.id())).contains(acme);
        tenants.catchUp();
        assertThat(tenants.acting(acme.id())).isEmpty();
        assertThat(tenants.acting(beta.id()).orElseThrow().name()).isEqualTo("Gamma");

        elsewhere.reopen(Actor.SYSTEM, acme.id());
        tenants.catchUp();
        assertThat(tenants.acting(acme.id())).isPresent();
    }

    @Test
    void catchingUpForgetsNothingThatThisNodeClosesMeanwhile() {
        var slow = new InMemoryTenantRepository() {
            private Runnable meanwhile = () -> {};

            @Override
            public List<Tenant> all() {
                var read = super.all();
                meanwhile.run();
                return read;
            }
        };
        var node = new Tenants(slow, audit);
        var acme = node.create(Actor.SYSTEM, "Acme");
        assertThat(node.acting(acme.id())).isPresent();
        slow.meanwhile = () -> node.close(Actor.SYSTEM, acme.id());

        node.catchUp();

        assertThat(node.acting(acme.id())).isEmpty();
    }

    @Test
    void remembersNoTenantThatIsNotThere() {
        assertThat(tenants.acting("t-1")).isEmpty();
        repository.add(new Tenant("t-1", "Late", "a64_t_1"));
        assertThat(tenants.acting("t-1")).isPresent();
        refused(ErrorCode.NOT_FOUND, () -> tenants.close(Actor.SYSTEM, "nobody"));
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    @Test
    void saysThatATenantIsNotThere() {
        assertThatThrownBy(() -> tenants.require("nobody"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}

package com.a64platform.core.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.audit.RecordedAudit;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TenantLimitsTest {
    private static final OptionalInt ANY = OptionalInt.empty();
    private static final TenantLimits SOME = new TenantLimits(
            OptionalInt.of(50), OptionalInt.of(80), OptionalInt.of(20), OptionalInt.of(5), ANY, OptionalLong.of(1_000));

    private final InMemoryTenantRepository repository = new InMemoryTenantRepository();
    private final RecordedAudit audit = new RecordedAudit();
    private final Tenants tenants = new Tenants(repository, audit);

    @Test
    void namesEveryValueThatIsOutOfItsRange() {
        assertThatThrownBy(() -> new TenantLimits(
                        OptionalInt.of(0),
                        OptionalInt.of(100_001),
                        OptionalInt.of(-1),
                        OptionalInt.of(-1),
                        OptionalInt.of(10_001),
                        OptionalLong.of(-1)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
                    assertThat(problem.errors())
                            .extracting(FieldError::pointer)
                            .containsExactly(
                                    "/requestsPerSecond",
                                    "/burst",
                                    "/requestsAtOnce",
                                    "/members",
                                    "/modules",
                                    "/documents");
                    assertThat(problem.errors().get(0).detail()).isEqualTo("is from 1 to 100000");
                });
        assertThatThrownBy(() -> new TenantLimits(ANY, OptionalInt.of(1), ANY, ANY, ANY, OptionalLong.empty()))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .extracting(FieldError::pointer)
                        .containsExactly("/burst"));
    }

    @Test
    void countFromTheMomentTheyAreSetAndAreInTheAudit() {
        var acme = tenants.create(Actor.SYSTEM, "Acme").id();
        assertThat(tenants.acting(acme).orElseThrow().limited()).isFalse();

        tenants.limit(Actor.SYSTEM, acme, SOME);

        assertThat(tenants.acting(acme).orElseThrow().limits()).isEqualTo(SOME);
        assertThat(tenants.withLimitedData()).extracting(Tenant::id).containsExactly(acme);
        assertThat(audit.lines()).endsWith("tenant.limits success");
        tenants.rename(Actor.SYSTEM, acme, "Acme Farms");
        tenants.close(Actor.SYSTEM, acme);
        assertThat(tenants.reopen(Actor.SYSTEM, acme).limits()).isEqualTo(SOME);
        assertThat(tenants.limit(Actor.SYSTEM, acme, TenantLimits.NONE).limited())
                .isFalse();
        assertThatThrownBy(() -> tenants.limit(Actor.SYSTEM, "nobody", SOME)).isInstanceOf(ProblemException.class);
    }

    @Test
    void otherNodesCatchUp() {
        var acme = tenants.create(Actor.SYSTEM, "Acme").id();
        var elsewhere = new Tenants(repository, audit);
        assertThat(elsewhere.acting(acme).orElseThrow().limited()).isFalse();

        tenants.limit(Actor.SYSTEM, acme, SOME);
        elsewhere.catchUp();

        assertThat(elsewhere.acting(acme).orElseThrow().limits()).isEqualTo(SOME);
    }

    @Test
    void areToldByName() {
        assertThat(SOME.text()).isEqualTo("requestsPerSecond=50 burst=80 requestsAtOnce=20 members=5 documents=1000");
        assertThat(TenantLimits.NONE.text()).isEqualTo("none");
    }

    @Test
    void aTenantWithEmptyLimitsHasNone() {
        var empty = new TenantLimits(ANY, ANY, ANY, ANY, ANY, OptionalLong.empty());

        assertThat(new Tenant("a", "A", "a", Optional.empty(), empty).limited()).isFalse();
    }
}

package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantRepository;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoTenantRepositoryTest {
    private static final Tenant ACME = new Tenant("t-1", "Acme", "a64_t_1");
    private static final Tenant BETA = new Tenant("t-2", "beta", "a64_t_2");

    @TempDir
    Path home;

    @Test
    void keepsTenantsByNameAndRefusesATakenOne() {
        try (var store = TestStores.embedded(home)) {
            TenantRepository tenants = new MongoTenantRepository(store);
            tenants.add(BETA);
            tenants.add(ACME);

            assertThat(tenants.all()).containsExactly(ACME, BETA);
            assertThat(tenants.find("t-1")).contains(ACME);
            assertThat(tenants.find("t-3")).isEmpty();
            refused(tenants, new Tenant("t-3", "BETA", "a64_t_3"));
            refused(tenants, new Tenant("t-1", "Gamma", "a64_t_4"));
        }
    }

    private static void refused(TenantRepository tenants, Tenant tenant) {
        assertThatThrownBy(() -> tenants.add(tenant))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }
}

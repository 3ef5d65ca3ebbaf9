package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantLimits;
import com.a64platform.core.tenants.TenantRepository;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoTenantRepositoryTest {
    private static final Tenant ACME = new Tenant("t-1", "Acme", "a64_t_1");
    private static final Tenant BETA = new Tenant("t-2", "beta", "a64_t_2");

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

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

    @Test
    void renamesAndClosesAndOpens() {
        try (var store = TestStores.embedded(home)) {
            TenantRepository tenants = new MongoTenantRepository(store);
            tenants.add(ACME);
            tenants.add(BETA);

            assertThat(tenants.rename("t-1", "Acme Farms")).contains(new Tenant("t-1", "Acme Farms", "a64_t_1"));
            assertThatThrownBy(() -> tenants.rename("t-1", "Beta")).hasMessageContaining("choose another");
            assertThat(tenants.rename("t-3", "Gamma")).isEmpty();
            tenants.add(new Tenant("t-4", "Acme", "a64_t_4")); // the name that was given up is free

            assertThat(tenants.setClosed("t-1", Optional.of(NOON)).orElseThrow().closedAt())
                    .contains(NOON);
            assertThat(new MongoTenantRepository(store)
                            .find("t-1")
                            .orElseThrow()
                            .open())
                    .isFalse();
            assertThat(tenants.setClosed("t-1", Optional.empty()).orElseThrow().open())
                    .isTrue();
            assertThat(tenants.setClosed("t-3", Optional.of(NOON))).isEmpty();
        }
    }

    @Test
    void keepsLimitsWhateverElseChanges() {
        try (var store = TestStores.embedded(home)) {
            TenantRepository tenants = new MongoTenantRepository(store);
            tenants.add(ACME);
            var all = new TenantLimits(
                    OptionalInt.of(1),
                    OptionalInt.of(2),
                    OptionalInt.of(3),
                    OptionalInt.of(0),
                    OptionalInt.of(5),
                    OptionalLong.of(6));

            assertThat(tenants.setLimits("t-1", all).orElseThrow().limits()).isEqualTo(all);
            tenants.rename("t-1", "Acme Farms");
            tenants.setClosed("t-1", Optional.of(NOON));
            assertThat(new MongoTenantRepository(store).all())
                    .extracting(Tenant::limits)
                    .containsExactly(all);
            assertThat(tenants.setLimits("t-1", TenantLimits.NONE).orElseThrow().limited())
                    .isFalse();
            assertThat(tenants.setLimits("t-3", all)).isEmpty();
        }
    }

    @Test
    void readsATenantOfBeforeThereWereClosedOnes() {
        try (var store = TestStores.embedded(home)) {
            TenantRepository tenants = new MongoTenantRepository(store);
            store.platform()
                    .getCollection("tenants")
                    .insertOne(new Document("_id", "t-1")
                            .append("name", "Acme")
                            .append("nameKey", "acme")
                            .append("database", "a64_t_1"));

            assertThat(tenants.find("t-1")).contains(ACME);
        }
    }

    private static void refused(TenantRepository tenants, Tenant tenant) {
        assertThatThrownBy(() -> tenants.add(tenant))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }
}

package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.api.data.DataLimitException;
import com.a64platform.api.data.DuplicateKeyException;
import com.a64platform.api.data.ModuleCollection;
import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.modules.ModuleData.Room;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.StoreSilence;
import com.a64platform.core.tenancy.LimitTenant;
import com.a64platform.core.tenancy.StoredData;
import com.a64platform.core.tenants.TenantLimits;
import com.a64platform.core.tenants.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a tenant may store, counted by whatever engine is below. */
interface DocumentLimitContract {
    MongoStore store();

    /** One node. */
    final class Counting implements AutoCloseable {
        private final MongoModuleData data;
        private final Workers workers = new Workers();
        private final Tenants tenants;
        private final StoredData stored;

        Counting(MongoStore store) {
            this(store, Duration.ofHours(1));
        }

        Counting(MongoStore store, Duration pause) {
            data = new MongoModuleData(store, new StoreSilence());
            tenants = new Tenants(new MongoTenantRepository(store), (actor, action, module, status, details) -> {});
            stored = new StoredData(tenants, data, workers, pause);
        }

        String tenant() {
            return tenants.create(Actor.SYSTEM, "T" + UUID.randomUUID()).id();
        }

        void limit(String tenant, long documents) {
            OptionalInt any = OptionalInt.empty();
            new LimitTenant(tenants, stored)
                    .set(Actor.SYSTEM, tenant, new TenantLimits(any, any, any, any, any, OptionalLong.of(documents)));
        }

        ModuleCollection collection(String tenant, String module, Room room) {
            String database = tenants.require(tenant).database();
            return data.open(database, module, List.of("things"), room).collection("things");
        }

        ModuleCollection collection(String tenant, String module) {
            return collection(tenant, module, stored.room(tenant));
        }

        @Override
        public void close() {
            stored.close();
            workers.close();
        }
    }

    @Test
    default void countsWhatModulesHaveWithoutReadingIt() {
        try (Counting node = new Counting(store())) {
            String tenant = node.tenant();
            fill(node.collection(tenant, "farm"), 3);
            fill(node.collection(tenant, "herds"), 2);

            assertThat(node.data.documents(node.tenants.require(tenant).database()))
                    .containsOnly(Map.entry("farm", 3L), Map.entry("herds", 2L));
        }
    }

    @Tag("attack")
    @Test
    default void writesNoDocumentBeyondTheLimit() {
        try (Counting node = new Counting(store())) {
            String tenant = node.tenant();
            ModuleCollection farms = node.collection(tenant, "farm");
            fill(farms, 3);
            node.limit(tenant, 5);

            ModuleCollection herds = node.collection(tenant, "herds");
            fill(herds, 2);
            assertThatThrownBy(() -> herds.insert(new Document("_id", "one more")))
                    .isInstanceOf(DataLimitException.class)
                    .hasMessageContaining("may store 5 documents");
            assertThatThrownBy(() -> farms.insert(new Document("_id", "1"))).isInstanceOf(DataLimitException.class);
            farms.updateOne(eq("1"), new Document("$set", new Document("changed", true)));
            fill(node.collection(node.tenant(), "farm"), 6);

            assertThat(farms.deleteOne(eq("1"))).isTrue();
            assertThatThrownBy(() -> herds.insert(new Document("_id", "1"))).isInstanceOf(DuplicateKeyException.class);
            herds.insert(new Document("_id", "one more"));
            assertThatThrownBy(() -> herds.insert(new Document("_id", "and more")))
                    .isInstanceOf(DataLimitException.class);
        }
    }

    @Test
    default void aLowerLimitKeepsWhatIsThere() {
        try (Counting node = new Counting(store())) {
            String tenant = node.tenant();
            ModuleCollection farms = node.collection(tenant, "farm");
            fill(farms, 3);
            node.limit(tenant, 0);

            assertThatThrownBy(() -> farms.insert(new Document("_id", "x"))).isInstanceOf(DataLimitException.class);
            assertThat(farms.count(new Document())).isEqualTo(3);
            assertThat(farms.deleteMany(new Document())).isEqualTo(3);
            assertThatThrownBy(() -> farms.insert(new Document("_id", "x"))).isInstanceOf(DataLimitException.class);
            node.limit(tenant, 1);
            farms.insert(new Document("_id", "x"));
        }
    }

    @Tag("attack")
    @Test
    default void manyWritersAtOnceDoNotPassTheLimit() {
        try (Counting node = new Counting(store())) {
            String tenant = node.tenant();
            ModuleCollection farms = node.collection(tenant, "farm");
            node.limit(tenant, 20);
            AtomicInteger refused = new AtomicInteger();

            IntStream.range(0, 40).parallel().forEach(number -> {
                try {
                    farms.insert(new Document("_id", "n" + number));
                } catch (DataLimitException full) {
                    refused.incrementAndGet();
                }
            });

            assertThat(farms.count(new Document())).isEqualTo(20);
            assertThat(refused).hasValue(20);
        }
    }

    @Test
    default void seesWhatAnotherNodeWrites() {
        try (Counting node = new Counting(store(), Duration.ofMillis(20));
                Counting other = new Counting(store())) {
            String tenant = node.tenant();
            ModuleCollection here = node.collection(tenant, "farm");
            node.limit(tenant, 5);
            fill(other.collection(tenant, "farm", Room.ENDLESS), 5);

            await().atMost(Duration.ofSeconds(20)).until(() -> refuses(here));
        }
    }

    @Test
    default void aNodeThatStartsCountsByItself() {
        String tenant;
        try (Counting before = new Counting(store())) {
            tenant = before.tenant();
            fill(before.collection(tenant, "farm"), 5);
            before.limit(tenant, 5);
        }
        try (Counting node = new Counting(store())) {
            ModuleCollection farms = node.collection(tenant, "farm");

            await().atMost(Duration.ofSeconds(20)).until(() -> refuses(farms));
            assertThat(farms.count(new Document())).isLessThan(20);
        }
    }

    private static boolean refuses(ModuleCollection farms) {
        try {
            farms.insert(new Document("_id", UUID.randomUUID().toString()));
            return false;
        } catch (DataLimitException full) {
            return true;
        }
    }

    private static void fill(ModuleCollection things, int documents) {
        IntStream.range(0, documents).forEach(number -> things.insert(new Document("_id", "" + number)));
    }
}

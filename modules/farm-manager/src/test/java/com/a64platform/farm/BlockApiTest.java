package com.a64platform.farm;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.farm.Api.Answer;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockApiTest {
    private final MemoryDatabase database = new MemoryDatabase();
    private final MemoryCollection blocks = (MemoryCollection) database.collection("blocks");
    private final Api api = new Api(database, Clock.systemUTC(), Set.of("farm.manage_blocks"));
    private String farm;

    @BeforeEach
    void createFarm() {
        Farms.prepare(database);
        Blocks.prepare(database);
        farm = "farms/"
                + api.post("farms", "{\"name\":\"North\",\"areaHectares\":9}").text("/id");
    }

    @Test
    void createsReadsChangesAndDeletes() {
        Answer created = api.post(
                farm + "/blocks",
                "{\"name\":\"B1\",\"areaHectares\":2,\"crop\":\"Tomato\",\"plantedOn\":\"2026-03-01\"}");
        assertThat(created.status()).isEqualTo(201);
        String block = farm + "/blocks/" + created.text("/id");
        assertThat(created.header("Location")).endsWith(block);
        assertThat(api.get(block).json()).isEqualTo(created.json());
        Answer changed = api.patch(block, "{\"status\":\"growing\",\"plantedOn\":null}", "\"1\"");
        assertThat(changed.text("/status")).isEqualTo("growing");
        assertThat(changed.text("/plantedOn")).isEmpty();
        assertThat(changed.text("/crop")).isEqualTo("Tomato");
        assertThat(api.delete(block).status()).isEqualTo(204);
        assertThat(api.get(block).status()).isEqualTo(404);
    }

    @Test
    void refusesADayThatIsNone() {
        Answer refused = api.post(farm + "/blocks", "{\"name\":\"B\",\"areaHectares\":1,\"plantedOn\":\"2026-02-30\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors").findValuesAsText("pointer")).containsExactly("/plantedOn");
    }

    @Test
    void namesAreUniqueWithinAFarmOnly() {
        String other = "farms/"
                + api.post("farms", "{\"name\":\"South\",\"areaHectares\":9}").text("/id");
        create(farm, "B1");
        assertThat(api.post(farm + "/blocks", block("b1")).status()).isEqualTo(409);
        create(other, "B1");
    }

    @Test
    void hidesTheBlocksOfOtherFarms() {
        String other = "farms/"
                + api.post("farms", "{\"name\":\"South\",\"areaHectares\":9}").text("/id");
        String id = create(farm, "B1");
        assertThat(api.get(other + "/blocks/" + id).status()).isEqualTo(404);
        assertThat(api.patch(other + "/blocks/" + id, "{\"crop\":\"x\"}").status())
                .isEqualTo(404);
        assertThat(api.delete(other + "/blocks/" + id).status()).isEqualTo(404);
        assertThat(api.get(other + "/blocks").json().at("/total").asLong()).isZero();
    }

    @Test
    void listsByCropAndStatus() {
        api.post(farm + "/blocks", "{\"name\":\"B1\",\"areaHectares\":2,\"crop\":\"Tomato\",\"status\":\"growing\"}");
        api.post(farm + "/blocks", "{\"name\":\"B2\",\"areaHectares\":1,\"crop\":\"Maize\",\"status\":\"growing\"}");
        assertThat(api.get(farm + "/blocks?crop=Maize").json().at("/data").findValuesAsText("name"))
                .containsExactly("B2");
        assertThat(api.get(farm + "/blocks?status=growing&sort=areaHectares")
                        .json()
                        .at("/data")
                        .findValuesAsText("name"))
                .containsExactly("B2", "B1");
    }

    @Test
    void keepsAFarmThatHasBlocks() {
        create(farm, "B1");
        Answer refused = api.delete(farm);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("farm-has-blocks");
        assertThat(api.get(farm).status()).isEqualTo(200);
        create(farm, "B2");
    }

    @Test
    void deletesAFarmWithItsBlocks() {
        create(farm, "B1");
        assertThat(api.delete(farm + "?cascade=maybe").status()).isEqualTo(422);
        assertThat(api.delete(farm + "?cascade=true").status()).isEqualTo(204);
        assertThat(blocks.count(Filters.empty())).isZero();
    }

    @Test
    void refusesToDeleteBlocksForSomebodyWhoMayNotManageThem() {
        create(farm, "B1");
        Api other = new Api(database, Clock.systemUTC(), Set.of("farm.delete"));
        assertThat(other.delete(farm + "?cascade=true").status()).isEqualTo(403);
        assertThat(blocks.count(Filters.empty())).isEqualTo(1);
    }

    @Test
    void takesABlockBackWhenItsFarmGoesMeanwhile() {
        blocks.beforeNextInsert(() -> api.delete(farm));
        assertThat(api.post(farm + "/blocks", block("B1")).status()).isEqualTo(404);
        assertThat(blocks.count(Filters.empty())).isZero();
    }

    @Test
    void addsNoBlockToAFarmBeingDeletedUntilItIsChanged() {
        database.collection("farms").updateOne(Filters.empty(), Updates.set("removing", "mark"));
        Answer refused = api.post(farm + "/blocks", block("B1"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("farm-being-deleted");
        api.patch(farm, "{\"location\":\"York\"}");
        create(farm, "B1");
    }

    @Test
    void finishesADeletionThatWasCutShort() {
        database.collection("farms").updateOne(Filters.empty(), Updates.set("removing", "mark"));
        assertThat(api.delete(farm).status()).isEqualTo(204);
    }

    private String create(String farmPath, String name) {
        Answer created = api.post(farmPath + "/blocks", block(name));
        assertThat(created.status()).isEqualTo(201);
        return created.text("/id");
    }

    private static String block(String name) {
        return "{\"name\":\"" + name + "\",\"areaHectares\":1}";
    }
}

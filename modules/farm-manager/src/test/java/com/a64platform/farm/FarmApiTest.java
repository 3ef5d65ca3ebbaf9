package com.a64platform.farm;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.CurrentTenant;
import com.a64platform.api.ModuleSettings;
import com.a64platform.api.TenantContext;
import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.farm.Api.Answer;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FarmApiTest {
    private final MemoryDatabase database = new MemoryDatabase();
    private final Clock clock = Clock.fixed(Instant.parse("2026-03-31T08:00:00Z"), ZoneOffset.UTC);
    private final Api api = new Api(database, clock, Set.of("farm.manage_blocks"));

    @BeforeEach
    void install() {
        new FarmLifecycle().onInstall(new Tenant(database));
    }

    @Test
    void createsAFarmAndReadsItBack() {
        Answer created = api.post(
                "farms",
                "{\"name\":\" North Farm \",\"areaHectares\":12.5,\"location\":\"Leeds\",\"status\":\"resting\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.header("Location")).endsWith("/api/v1/farm-manager/farms/" + created.text("/id"));
        assertThat(created.json().toString())
                .isEqualTo("{\"id\":\"" + created.text("/id")
                        + "\",\"name\":\"North Farm\",\"location\":\"Leeds\",\"areaHectares\":12.5,"
                        + "\"status\":\"resting\",\"description\":\"\",\"version\":1,"
                        + "\"createdAt\":\"2026-03-31T08:00:00Z\",\"createdBy\":\"u1\","
                        + "\"updatedAt\":\"2026-03-31T08:00:00Z\",\"updatedBy\":\"u1\"}");
        assertThat(api.get("farms/" + created.text("/id")).json()).isEqualTo(created.json());
    }

    @Test
    void tellsEveryFaultAtOnce() {
        Answer refused = api.post(
                "farms",
                "{\"areaHectares\":\"big\",\"status\":\"lost\",\"description\":7,\"own/er\":\"x\",\"location\":\"a\\u0007\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/code")).isEqualTo("validation-failed");
        assertThat(refused.json().at("/errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "/name", "/areaHectares", "/status", "/description", "/own~1er", "/location");
        assertThat(api.get("farms").json().at("/total").asLong()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | ''",
                "{} | /name",
                "{\"name\":\"\",\"areaHectares\":1} | /name",
                "{\"name\":null,\"areaHectares\":1} | /name",
                "{\"name\":\"a\",\"areaHectares\":0} | /areaHectares",
                "{\"name\":\"a\",\"areaHectares\":1e99} | /areaHectares",
                "{\"name\":\"a\",\"areaHectares\":1,\"id\":\"x\"} | /id"
            })
    void refusesWhatIsNoFarm(String body, String pointer) {
        Answer refused = api.post("farms", body);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors").findValuesAsText("pointer")).contains(pointer);
    }

    @Test
    void countsCharactersAndNotTheirHalves() {
        assertThat(api.post("farms", farm("\uD83C\uDF3E".repeat(120), 1)).status())
                .isEqualTo(201);
        assertThat(api.post("farms", farm("\uD83C\uDF3E".repeat(121), 1)).status())
                .isEqualTo(422);
    }

    @Test
    void refusesANameThatDiffersOnlyInCase() {
        create("North", 1);
        Answer refused = api.post("farms", farm("NORTH", 2));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("farm-name-taken");
        String other = create("South", 1);
        assertThat(api.patch("farms/" + other, "{\"name\":\"north\"}").status()).isEqualTo(409);
        assertThat(api.get("farms/" + other).text("/name")).isEqualTo("South");
    }

    @Test
    void changesOnlyWhatThePatchNames() {
        String id = create("North", 5);
        Answer changed = api.patch("farms/" + id, "{\"location\":\"York\",\"description\":\"Wet\\nin March\"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");
        assertThat(changed.text("/name")).isEqualTo("North");
        assertThat(changed.text("/location")).isEqualTo("York");
        Answer reset = api.patch("farms/" + id, "{\"location\":null}");
        assertThat(reset.text("/location")).isEmpty();
        assertThat(reset.text("/description")).isEqualTo("Wet\nin March");
        assertThat(api.patch("farms/" + id, "{\"name\":null}").status()).isEqualTo(422);
    }

    @Test
    void keepsFieldsOfANewerVersion() {
        String id = create("North", 5);
        database.collection("farms").updateOne(new Document("_id", id), Updates.set("soil", "loam"));
        assertThat(api.patch("farms/" + id, "{\"name\":\"Far North\"}").status())
                .isEqualTo(200);
        assertThat(database.collection("farms").get(id).orElseThrow()).containsEntry("soil", "loam");
    }

    @Test
    void refusesAChangeOfAnotherVersion() {
        String id = create("North", 5);
        assertThat(api.patch("farms/" + id, "{\"areaHectares\":6}", "\"1\"").status())
                .isEqualTo(200);
        Answer refused = api.patch("farms/" + id, "{\"areaHectares\":7}", "\"1\"");
        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.text("/code")).isEqualTo("version-mismatch");
        assertThat(api.patch("farms/" + id, "{\"areaHectares\":7}", "W/\"2\"").status())
                .isEqualTo(412);
        assertThat(api.patch("farms/" + id, "{\"areaHectares\":8}", "\"1\", \"2\"")
                        .status())
                .isEqualTo(200);
        assertThat(api.patch("farms/" + id, "{\"areaHectares\":9}", "*").text("/areaHectares"))
                .isEqualTo("9.0");
        assertThat(api.call("DELETE", "farms/" + id, "", java.util.Map.of("If-Match", "\"1\""))
                        .status())
                .isEqualTo(412);
    }

    @Test
    void pagesInTheOrderAskedFor() {
        IntStream.rangeClosed(1, 7).forEach(i -> create("Farm " + (char) ('h' - i), i));
        Answer first = api.get("farms?perPage=3");
        assertThat(first.json().at("/data").findValuesAsText("name")).containsExactly("Farm a", "Farm b", "Farm c");
        assertThat(first.json().at("/total").asLong()).isEqualTo(7);
        assertThat(first.json().at("/totalPages").asLong()).isEqualTo(3);
        Answer last = api.get("farms?perPage=3&page=3&sort=areaHectares&direction=desc");
        assertThat(last.json().at("/data").findValuesAsText("areaHectares")).containsExactly("1.0");
        assertThat(api.get("farms?page=1000000").json().at("/data")).isEmpty();
    }

    @Test
    void sortsNamesWithoutRegardToCase() {
        create("beta", 1);
        create("Alpha", 1);
        create("Gamma", 1);
        assertThat(api.get("farms?sort=name").json().at("/data").findValuesAsText("name"))
                .containsExactly("Alpha", "beta", "Gamma");
    }

    @Test
    void findsByPartOfANameAndByStatus() {
        create("North (old)", 1);
        create("South", 1);
        String resting = create("Northern", 1);
        api.patch("farms/" + resting, "{\"status\":\"resting\"}");
        assertThat(names("farms?q=NORTH")).containsExactly("North (old)", "Northern");
        assertThat(names("farms?q=(old")).containsExactly("North (old)");
        assertThat(names("farms?q=.*")).isEmpty();
        assertThat(names("farms?q=north&status=resting")).containsExactly("Northern");
    }

    @Test
    void tellsEveryFaultOfAListQuery() {
        Answer refused = api.get("farms?page=0&perPage=101&sort=secret&direction=up&status=lost&q=" + "x".repeat(101));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/page", "/perPage", "/sort", "/direction", "/status", "/q");
    }

    @Test
    void saysWhenThereIsNoSuchFarm() {
        assertThat(api.get("farms/none").status()).isEqualTo(404);
        assertThat(api.patch("farms/none", "{}").status()).isEqualTo(404);
        assertThat(api.delete("farms/none").status()).isEqualTo(404);
        assertThat(api.delete("farms/none?cascade=true").status()).isEqualTo(404);
        assertThat(api.get("farms/none/blocks").status()).isEqualTo(404);
        assertThat(api.post("farms/none/blocks", farm("B", 1)).status()).isEqualTo(404);
    }

    @Test
    void deletesAFarmWithoutBlocks() {
        String id = create("North", 1);
        assertThat(api.delete("farms/" + id).status()).isEqualTo(204);
        assertThat(api.get("farms/" + id).status()).isEqualTo(404);
    }

    @Test
    void saysWhichVersionAnswers() {
        assertThat(api.get("version").json().toString())
                .isEqualTo("{\"module\":\"farm-manager\",\"version\":\"1.0.0\"}");
    }

    @Test
    void hooksCanRunAgain() {
        new FarmLifecycle().onEnable(new Tenant(database));
        assertThat(((MemoryCollection) database.collection("farms")).indexes())
                .containsExactlyInAnyOrder("farm_name", "farm_status");
        assertThat(((MemoryCollection) database.collection("blocks")).indexes()).containsExactly("block_name");
    }

    private String create(String name, double area) {
        Answer created = api.post("farms", farm(name, area));
        assertThat(created.status()).isEqualTo(201);
        return created.text("/id");
    }

    private java.util.List<String> names(String path) {
        return api.get(path.replace("(", "%28")).json().at("/data").findValuesAsText("name");
    }

    private static String farm(String name, double area) {
        return "{\"name\":\"" + name + "\",\"areaHectares\":" + area + "}";
    }

    private record Tenant(ModuleDatabase database) implements TenantContext {
        @Override
        public CurrentTenant tenant() {
            throw new UnsupportedOperationException("The hooks need no tenant");
        }

        @Override
        public ModuleSettings settings() {
            throw new UnsupportedOperationException("The hooks need no settings");
        }
    }
}

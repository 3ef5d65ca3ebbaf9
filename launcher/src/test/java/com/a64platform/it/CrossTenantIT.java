package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.a64platform.it.CrossTenantTries.Expected;
import com.a64platform.it.CrossTenantTries.Try;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation that a running node lists is tried by people of one tenant with the ids of another: refused, nothing
 * changed, nothing of the other in the answer. An operation that nobody has said how to try fails the test.
 */
@Tag("attack")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrossTenantIT {
    @TempDir
    static Path folder;

    private static TwoTenants world;

    @BeforeAll
    static void start() {
        world = new TwoTenants(folder);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    @Order(1)
    void knowsHowToTryEveryOperation() {
        Set<String> listed = listed();

        assertThat(listed).contains("GET /api/v1/docs/routes", "GET /api/v1/farm-manager/farms/{farmId}");
        assertThat(CrossTenantTries.unknown(listed))
                .as("operations without a line in CrossTenantTries: add one that tries them with another tenant's ids")
                .isEmpty();
        assertThat(CrossTenantTries.unknown(Set.of("GET /api/v1/new"))).containsExactly("GET /api/v1/new");
    }

    @TestFactory
    @Order(2)
    Stream<DynamicNode> refuses() {
        String before = world.state();
        Set<String> listed = listed();
        var tries = world.intruders.keySet().stream().map(who -> (DynamicNode) dynamicContainer(
                who,
                CrossTenantTries.all().stream()
                        .filter(attempt -> listed.contains(attempt.operation()))
                        .filter(attempt -> mayBeTriedBy(attempt, who))
                        .map(attempt -> dynamicTest(attempt.toString(), () -> tried(attempt, who)))));
        return Stream.concat(
                tries,
                Stream.of(
                        dynamicTest("and changes nothing", () -> assertThat(world.state())
                                .isEqualTo(before)),
                        dynamicTest(
                                "and leaves the intruders signed in",
                                () -> world.intruders.values().forEach(token -> assertThat(world.node
                                                .get("/api/v1/auth/me", token)
                                                .statusCode())
                                        .isEqualTo(200)))));
    }

    /** Whatever it lists, it lists to everybody what he may see. */
    @Test
    @Order(3)
    void listsNoModuleThatTheTenantDoesNotHave() {
        List<String> paths = new ArrayList<>();
        String token = world.intruders.get("an administrator");
        Operator.parse(world.node.get("/api/v1/docs/routes", token).body())
                .forEach(route -> paths.add(route.get("path").asText()));

        assertThat(paths).contains("/api/v1/farm-manager/farms").noneMatch(path -> path.startsWith("/api/v1/hello/"));
    }

    @Test
    @Order(4)
    void aTenantWithoutTheModuleIsToldSo() {
        HttpResponse<String> answer = world.node.get("/api/v1/hello/greeting", world.intruders.get("a user"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("urn:a64:problem:module-not-installed");
    }

    @Test
    @Order(5)
    void theSuperAdminNamesATenant() {
        String victim = world.things.get("TENANT");

        assertThat(world.admin.status("/api/v1/modules/hello/health?tenantId=" + victim))
                .isEqualTo(200);
        assertThat(world.admin.status("/api/v1/modules/hello/health")).isEqualTo(404);
        assertThat(world.admin.status("/api/v1/modules/hello/health?tenantId=nobody"))
                .isEqualTo(404);
    }

    @Test
    @Order(5)
    void anInstallationHasItsMembersAndNoSecret() {
        JsonNode farms = world.admin
                .json("/api/v1/installations?moduleName=farm-manager&status=ENABLED&tenantId="
                        + world.things.get("TENANT"))
                .at("/data/0");

        assertThat(names(farms))
                .containsExactlyInAnyOrder(
                        "id",
                        "tenantId",
                        "moduleName",
                        "version",
                        "desiredState",
                        "observed",
                        "license",
                        "permissions",
                        "settings",
                        "installedBy",
                        "installedAt",
                        "updatedAt");
        assertThat(names(farms.at("/observed/0"))).contains("node", "state", "health", "since");
        assertThat(names(farms.get("license"))).containsExactlyInAnyOrder("jti", "type", "until", "state");
        assertThat(farms.get("tenantId").asText()).isEqualTo(world.things.get("TENANT"));
        assertThat(farms.at("/license/jti").asText()).isEqualTo(world.things.get("LICENSE"));
    }

    @Test
    @Order(5)
    void onlyWhoMaySetThemSeesTheSettings() {
        for (String list :
                List.of("/api/v1/installations", "/api/v1/tenants/" + world.things.get("MINE") + "/modules")) {
            assertThat(shown(list, "an administrator")).contains("settings");
            assertThat(shown(list, "a user")).contains("license").doesNotContain("settings");
            assertThat(shown(list, "one of both")).contains("settings");
        }
        String id = world.admin
                .json("/api/v1/tenants/" + world.things.get("MINE") + "/modules")
                .at("/data/0/id")
                .asText();
        HttpResponse<String> one = world.node.get("/api/v1/installations/" + id, world.intruders.get("a user"));
        assertThat(names(Operator.parse(one.body()))).contains("license").doesNotContain("settings");
    }

    @Test
    @Order(5)
    void aModuleHearsOfWhoSwitchesToATenantThatHasItAndNothingOfTheOther() {
        String tenant = world.things.get("TENANT");
        String session = world.signIn("both@intruder.example", world.things.get("MINE"))
                .get("accessToken")
                .asText();

        String there = world.switched(session, tenant);
        world.switched(there, world.things.get("MINE"));

        Operator.patiently().untilAsserted(() -> assertThat(
                        world.node.get("/api/v1/hello/here", world.owner).body())
                .isEqualTo(
                        "[Hello entered both@intruder.example [user]," + " Hello left both@intruder.example [user]]"));
        assertThat(world.admin
                        .get("/api/v1/admin/audit?action=auth.switch-tenant")
                        .body())
                .contains("\"tenantId\":\"" + tenant + "\"");
    }

    private List<String> shown(String list, String who) {
        JsonNode page =
                Operator.parse(world.node.get(list, world.intruders.get(who)).body());
        return names(page.at("/data/0"));
    }

    @Test
    @Order(7)
    void aTenantClosesOnlyWhenNothingIsInstalled() {
        String mine = "/api/v1/tenants/" + world.things.get("MINE");
        String token = world.intruders.get("an administrator");
        String admin = world.admin.token();

        RawHttp.Answer refused = world.send("DELETE", mine, "", admin);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("farm-manager 1.0.0 is ENABLED");
        assertThat(world.node.get("/api/v1/auth/me", token).statusCode()).isEqualTo(200);

        String id = world.admin.json(mine + "/modules").at("/data/0/id").asText();
        assertThat(world.send("DELETE", "/api/v1/installations/" + id, "", admin)
                        .status())
                .isEqualTo(202);
        Operator.patiently()
                .until(() -> world.admin.json(mine + "/modules").get("total").asInt() == 0
                        && world.send("DELETE", mine, "", admin).status() == 204);

        assertThat(world.node.get("/api/v1/auth/me", token).statusCode()).isEqualTo(401);
        assertThat(world.admin.post(mine + "/reopen", "").statusCode()).isEqualTo(200);
        assertThat(world.node.get("/api/v1/auth/me", token).statusCode()).isEqualTo(200);
        assertThat(world.node.get("/api/v1/farm-manager/farms", world.owner).body())
                .contains("Secret North");
    }

    @Test
    @Order(6)
    void aMemberTakenOutIsOutAtOnce() {
        String token = world.signIn("both@intruder.example", world.things.get("TENANT"))
                .get("accessToken")
                .asText();
        assertThat(world.node.get("/api/v1/auth/me", token).statusCode()).isEqualTo(200);

        String member = "/api/v1/tenants/" + world.things.get("TENANT") + "/members/" + world.things.get("MYSELF");
        assertThat(world.send("DELETE", member, "", world.owner).status()).isEqualTo(204);

        assertThat(world.node.get("/api/v1/auth/me", token).statusCode()).isEqualTo(401);
    }

    @Test
    @Order(8)
    void whatAnAdministratorSetsCountsForHisTenantAtOnceAndWithoutReload() {
        String config = "/api/v1/modules/hello/config";
        String loaded = world.admin.get("/api/v1/modules/loaded").body();
        HttpResponse<String> before = world.node.get(config, world.owner);
        assertThat(before.headers().firstValue("ETag")).contains("\"0\"");
        assertThat(before.body()).contains("\"settings\":{\"greeting\":\"Hello\"},\"defaults\":[\"greeting\"]");

        HttpResponse<String> refused = world.set(config, "{\"settings\":{\"greeting\":\"\",\"colour\":1}}", "\"0\"");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("\"/settings/greeting\"", "\"/settings/colour\"");
        assertThat(world.set(config, "{}", "\"0\"").statusCode()).isEqualTo(400);

        HttpResponse<String> set = world.set(config, "{\"settings\":{\"greeting\":\"Welcome\"}}", "\"0\"");
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        assertThat(world.greeting()).startsWith("Welcome, owner@");
        assertThat(world.admin.get("/api/v1/modules/loaded").body()).isEqualTo(loaded);
        assertThat(world.set(config, "{\"settings\":{}}", "\"0\"").statusCode()).isEqualTo(412);

        String tag = set.headers().firstValue("ETag").orElseThrow();
        String installation = "/api/v1/installations/" + world.installationOf("hello");
        assertThat(world.set(installation, "{\"settings\":{\"greeting\":\"Ahoy\"}}", tag)
                        .statusCode())
                .isEqualTo(200);
        assertThat(world.greeting()).startsWith("Ahoy, ");
        assertThat(world.node.get(config + "/history", world.owner).body())
                .contains("\"userEmail\":\"owner@victim.example\"")
                .contains("{\"setting\":\"greeting\",\"before\":\"Welcome\",\"after\":\"Ahoy\"}");
        assertThat(world.send("POST", config + "/revert", "{\"version\":1}", world.owner)
                        .status())
                .isEqualTo(200);
        assertThat(world.greeting()).startsWith("Welcome, ");
        assertThat(world.node.get(config + "/schema", world.owner).body()).contains("\"title\":\"Greeting\"");
    }

    @Test
    @Order(9)
    void aTenantUsesNoMoreThanASuperAdminAllows() {
        LimitedTenants limited = new LimitedTenants(world);
        limited.onlyASuperAdminSetsLimitsAndGoodOnes();
        limited.noMoreDocumentsAndMembers();
        limited.noMoreRequests();
        limited.noMoreModules();
        limited.itsAdministratorSeesWhatItUses();
    }

    private static Set<String> listed() {
        Set<String> listed = new TreeSet<>();
        world.admin.json("/api/v1/docs/routes").forEach(route -> listed.add(name(route)));
        return listed;
    }

    private static void tried(Try attempt, String who) {
        String path = CrossTenantTries.with(attempt.path(), world.things);
        String body = CrossTenantTries.with(attempt.body(), world.things);
        String token = world.intruders.get(who);
        RawHttp.Answer answer = world.send(attempt.method(), path, body, token);
        if (attempt.expected() == Expected.OWN) {
            assertThat(answer.status()).as(answer.body()).isLessThan(500);
        } else {
            assertThat(answer.status()).as(answer.body()).isIn(403, 404);
        }
        tellsNothing(answer, path + body);
        if (ofTheCore(path)) {
            String named = path + "?tenantId=" + world.things.get("TENANT");
            RawHttp.Answer refused = world.send(attempt.method(), named, body, token);
            assertThat(refused.status()).as(refused.body()).isEqualTo(403);
            tellsNothing(refused, named + body);
        }
    }

    /** What the intruder has sent himself is no secret any more. */
    private static void tellsNothing(RawHttp.Answer answer, String sent) {
        String told = answer.body() + answer.headers();
        assertThat(world.secrets().stream().filter(secret -> !sent.contains(secret)))
                .as(answer.body())
                .noneMatch(told::contains);
    }

    /** Who belongs to both may see his own, and that it is there. */
    private static boolean mayBeTriedBy(Try attempt, String who) {
        return !who.equals("one of both") || attempt.expected() == Expected.REFUSED;
    }

    private static boolean ofTheCore(String path) {
        return !path.startsWith("/api/v1/farm-manager/") && !path.startsWith("/api/v1/hello/");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String name(JsonNode route) {
        return route.get("method").asText() + " " + route.get("path").asText();
    }
}

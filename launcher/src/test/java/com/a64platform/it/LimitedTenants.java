package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;

/** What becomes of two tenants' requests while one of them is limited. Each leaves no limit behind. */
record LimitedTenants(TwoTenants world) {
    void onlyASuperAdminSetsLimitsAndGoodOnes() {
        assertThat(world.node.get(limits("TENANT"), world.owner).body()).isEqualTo("{}");
        assertThat(world.send("PUT", limits("TENANT"), "{}", world.owner).status())
                .isEqualTo(403);
        assertThat(set("TENANT", "{\"burst\":1.5}").status()).isEqualTo(422);
        RawHttp.Answer wrong = set("TENANT", "{\"requestsPerSecond\":0,\"members\":-1}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.body()).contains("\"/requestsPerSecond\"", "is from 1 to 100000", "\"/members\"");
    }

    void noMoreDocumentsAndMembers() {
        assertThat(set("TENANT", "{\"documents\":0,\"members\":1}").status()).isEqualTo(200);
        assertThat(world.node.get(limits("TENANT"), world.owner).body()).isEqualTo("{\"members\":1,\"documents\":0}");

        RawHttp.Answer full = world.farm("One more");
        HttpResponse<String> crowd =
                Tenant.user(world.admin, "one-more@victim.example", world.things.get("TENANT"), "user");

        assertThat(full.status()).as(full.body()).isEqualTo(507);
        assertThat(full.body()).contains("data-limit-reached", "may store 0 documents");
        assertThat(crowd.statusCode()).isEqualTo(409);
        assertThat(crowd.body()).contains("member-limit-reached");
        lift("TENANT");
        assertThat(world.farm("One more").status()).isEqualTo(201);
    }

    void noMoreRequests() {
        assertThat(set("TENANT", "{\"requestsPerSecond\":1,\"burst\":1}").status())
                .isEqualTo(200);

        HttpResponse<String> refused = Operator.patiently()
                .until(() -> world.node.get("/api/v1/auth/me", world.owner), answer -> answer.statusCode() == 429);

        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body()).contains("rate-limit-reached");
        assertThat(world.node
                        .get("/api/v1/auth/me", world.intruders.get("a user"))
                        .statusCode())
                .isEqualTo(200);
        lift("TENANT");
        assertThat(world.admin.get("/api/v1/admin/audit?action=tenant.limits").body())
                .contains("requestsPerSecond=1 burst=1", "members=1 documents=0");
    }

    void noMoreModules() {
        set("MINE", "{\"modules\":0}");
        String install = "\"moduleName\":\"hello\",\"tenantId\":\"" + world.things.get("MINE") + "\"}";

        HttpResponse<String> plan =
                world.admin.post("/api/v1/modules/plan", "{\"changes\":[{\"action\":\"install\"," + install + "]}");
        HttpResponse<String> refused = world.admin.post("/api/v1/modules/install", "{" + install);

        assertThat(plan.body()).contains("module-limit-reached", "may have 0 modules and has 0");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(refused.body()).contains("module-limit-reached", "raise its limit");
        lift("MINE");
    }

    void itsAdministratorSeesWhatItUses() {
        String usage = "/api/v1/tenants/" + world.things.get("TENANT") + "/usage";

        JsonNode used = Operator.parse(world.node.get(usage, world.owner).body());

        assertThat(used.at("/limits")).isEmpty();
        assertThat(used.at("/members").asInt()).isGreaterThanOrEqualTo(1);
        assertThat(used.at("/installedModules").asInt()).isEqualTo(2);
        assertThat(used.at("/documents").asInt()).isEqualTo(3); // two farms and a block
        assertThat(used.at("/requests/refusedByRate").asInt()).isPositive();
        assertThat(used.at("/requests/total").asInt()).isPositive();
        assertThat(used.at("/requests/platform/open").asInt())
                .as("this very one")
                .isEqualTo(1);
        assertThat(used.at("/modules/0/name").asText()).isEqualTo("farm-manager");
        assertThat(used.at("/modules/0/documents").asInt()).isEqualTo(3);
        assertThat(used.at("/modules/0/requests/byStatus/2xx").asInt()).isPositive();
        assertThat(used.at("/modules/0/requests/byStatus/5xx").asInt())
                .as("507")
                .isEqualTo(1);
        assertThat(world.admin.json(usage).at("/tenantId").asText()).isEqualTo(world.things.get("TENANT"));
        String user =
                world.signIn("user@intruder.example", "").get("accessToken").asText();
        String mine = "/api/v1/tenants/" + world.things.get("MINE") + "/usage";
        assertThat(world.node.get(mine, user).statusCode())
                .as("no administrator")
                .isEqualTo(403);
    }

    private void lift(String tenant) {
        assertThat(set(tenant, "{}").body()).isEqualTo("{}");
    }

    private RawHttp.Answer set(String tenant, String limits) {
        return world.send("PUT", limits(tenant), limits, world.admin.token());
    }

    private String limits(String tenant) {
        return "/api/v1/tenants/" + world.things.get(tenant) + "/limits";
    }
}

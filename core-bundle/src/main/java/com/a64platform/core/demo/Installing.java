package com.a64platform.core.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The module is installed with a valid license and does its work, for the tenant that has it and for no other. */
final class Installing implements Demo.Chapter {
    static final String FARMS = "/api/v1/farm-manager/farms";

    @Override
    public String title() {
        return "With a valid license it installs and serves, for the licensed tenant only";
    }

    @Override
    public void tell(Stage stage) throws IOException, InterruptedException {
        install(stage);
        farm(stage);
        otherTenant(stage);
    }

    private static void install(Stage stage) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        var accepted = stage.admin()
                .post(LicenseGate.INSTALL, LicenseGate.request(stage.license()))
                .expect(202);
        stage.story().say("202, operation " + accepted.text("operationId"));
        var steps = new Steps(stage.story(), begun);
        stage.admin().events(accepted.text("statusUrl") + "/events", steps::show);
        NotHeld.unless(
                steps.state.equals("SUCCEEDED"), "The installation ended as " + steps.state + ": " + steps.error + ".");
        var took = Story.millis(Duration.ofNanos(System.nanoTime() - begun));
        stage.story().held("installed in " + took);
        stage.story().measured("install, request to served", took);
        NotHeld.unless(
                stage.registry().artifactsAskedFor().size() == 1, "The registry was not asked for the artifact once.");
    }

    private static void farm(Stage stage) throws IOException, InterruptedException {
        var admin = stage.admin();
        var farm = admin.post(FARMS, Map.of("name", "Hill Farm", "location", "North valley", "areaHectares", 42.5))
                .expect(201);
        var blocks = FARMS + "/" + farm.text("id") + "/blocks";
        admin.post(blocks, Map.of("name", "Orchard", "crop", "apple", "areaHectares", 12))
                .expect(201);
        admin.post(blocks, Map.of("name", "Terrace", "crop", "barley", "areaHectares", 30))
                .expect(201);
        stage.hasFarmData(read(admin));
        NotHeld.unless(stage.farmData().size() == 3, "The farm and its two blocks were not read back.");
        stage.story().held("a farm with two blocks is created and read back: " + names(stage.farmData()));
    }

    /** The farms and then the blocks of each, as clients get them. */
    static List<JsonNode> read(Api user) throws IOException, InterruptedException {
        var all = new ArrayList<>(user.get(FARMS).expect(200).data());
        for (var farm : List.copyOf(all)) {
            all.addAll(user.get(FARMS + "/" + farm.path("id").asText() + "/blocks")
                    .expect(200)
                    .data());
        }
        return all;
    }

    static List<String> names(List<JsonNode> data) {
        return data.stream().map(node -> node.path("name").asText()).toList();
    }

    private static void otherTenant(Stage stage) throws IOException, InterruptedException {
        var tenant = stage.admin()
                .post("/api/v1/tenants", Map.of("name", "Other Farms"))
                .expect(201);
        var password = Stage.secret();
        var user = Map.<String, Object>of(
                "email",
                "ada@other.example",
                "password",
                password,
                "tenantId",
                tenant.text("id"),
                "role",
                "tenant_admin",
                "permissions",
                List.of("farm.view"));
        stage.admin().post("/api/v1/users", user).expect(201);
        var other = Api.at(stage.node().url()).signIn("ada@other.example", password);
        var refused = other.get(FARMS).expectProblem(404, "module-not-installed");
        stage.story().held("a second tenant's user gets 404 module-not-installed: " + refused.detail());
    }

    /** Shows each step of an operation when it has ended. */
    private static final class Steps {
        private final Story story;
        private final long begun;
        private final Set<String> shown = new HashSet<>();
        private String state = "";
        private String error = "";

        Steps(Story story, long begun) {
            this.story = story;
            this.begun = begun;
        }

        void show(JsonNode operation) {
            state = operation.path("state").asText();
            error = operation.path("error").path("detail").asText();
            for (var step : operation.path("steps")) {
                var name = step.path("name").asText();
                if (step.path("endedAt").isTextual() && shown.add(name)) {
                    var since = Duration.ofNanos(System.nanoTime() - begun);
                    story.say(String.format(
                            "    %-8s %-9s %10s", name, step.path("state").asText(), Story.millis(since)));
                }
            }
        }
    }
}
